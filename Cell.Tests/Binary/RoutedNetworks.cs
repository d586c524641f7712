using System.Globalization;
using Cell.Mitosis;
using NUnit.Framework;

namespace Cell.Binary;

/// <summary>Networks of one test, each a namespace with addresses of its own, joined by a router that can cut any two of them. Needs root on Linux.</summary>
internal sealed class RoutedNetworks : IAsyncDisposable
{
    private readonly List<string> names = [];

    private static string Router => Named("router");

    /// <param name="sizes">So many addresses each, from 10.99.N.2 on.</param>
    public static async Task<RoutedNetworks> MakeAsync(params int[] sizes)
    {
        Nursery.Require();
        var networks = new RoutedNetworks();
        try
        {
            await networks.AddAsync(Router);
            await InsideAsync(Router, "sysctl", "-q", "net.ipv4.ip_forward=1");
            await InsideAsync(Router, "ip", "route", "add", "blackhole", "10.99.0.0/16"); // what no network has stays silent
            await InsideAsync(Router, "nft", "add table ip cut");
            await InsideAsync(Router, "nft", "add chain ip cut forward { type filter hook forward priority 0; }");
            for (var number = 0; number < sizes.Length; number++)
            {
                await networks.JoinAsync(number, sizes[number]);
            }

            return networks;
        }
        catch
        {
            await networks.DisposeAsync();
            throw;
        }
    }

    public static string Address(int network, int number) => string.Create(CultureInfo.InvariantCulture, $"10.99.{network}.{2 + number}");

    /// <summary>What a program's arguments begin with, to run there.</summary>
    public static string[] In(int network) => ["ip", "netns", "exec", Of(network)];

    /// <summary>Nothing passes between the two, either way.</summary>
    public static async Task CutAsync(int one, int other)
    {
        await InsideAsync(Router, "nft", $"add rule ip cut forward ip saddr 10.99.{one}.0/24 ip daddr 10.99.{other}.0/24 drop");
        await InsideAsync(Router, "nft", $"add rule ip cut forward ip saddr 10.99.{other}.0/24 ip daddr 10.99.{one}.0/24 drop");
    }

    public static Task HealAsync() => InsideAsync(Router, "nft", "flush chain ip cut forward");

    public async ValueTask DisposeAsync()
    {
        foreach (var name in names)
        {
            await Tool.RunAsync("ip", "netns", "delete", name);
        }
    }

    private async Task JoinAsync(int number, int size)
    {
        var name = Of(number);
        await AddAsync(name);
        await InsideAsync(Router, "ip", "link", "add", $"n{number}", "type", "veth", "peer", "name", "eth0", "netns", name);
        await InsideAsync(Router, "ip", "address", "add", $"10.99.{number}.1/24", "dev", $"n{number}");
        await InsideAsync(Router, "ip", "link", "set", $"n{number}", "up");
        for (var at = 0; at < size; at++)
        {
            await InsideAsync(name, "ip", "address", "add", $"{Address(number, at)}/24", "dev", "eth0");
        }

        await InsideAsync(name, "ip", "link", "set", "eth0", "up");
        await InsideAsync(name, "ip", "route", "add", "default", "via", $"10.99.{number}.1");
    }

    private async Task AddAsync(string name)
    {
        await DoAsync("ip", "netns", "add", name);
        names.Add(name);
        await InsideAsync(name, "ip", "link", "set", "lo", "up");
    }

    private static string Of(int network) => Named(network.ToString(CultureInfo.InvariantCulture));

    private static string Named(string name) => string.Create(CultureInfo.InvariantCulture, $"cell-{Environment.ProcessId}-{name}");

    private static Task InsideAsync(string name, params string[] command) => DoAsync(["ip", "netns", "exec", name, .. command]);

    /// <summary>Runs a program of the box, which must end well.</summary>
    public static async Task DoAsync(params string[] command)
    {
        var done = await Tool.RunAsync(command[0], command[1..]);
        Assert.That(done.Good, Is.True, $"{string.Join(' ', command)}: {done.Trouble}");
    }
}
