using System.Globalization;
using System.Text.RegularExpressions;
using NUnit.Framework;

namespace Cell.Binary;

/// <summary>One system call as strace saw it. Times are seconds of the wall clock.</summary>
/// <param name="On">What its descriptor is: a path, or a socket with its addresses.</param>
internal sealed record SystemCall(string Name, string On, string Text, double Begun, double Ended)
{
    public bool IsWrite => Name is "write" or "pwrite64" or "pwritev";

    public bool IsSynchronise => Name is "fsync" or "fdatasync";

    public bool IsSend => Name is "sendto" or "sendmsg" or "write" && (On.StartsWith("TCP", StringComparison.Ordinal) || On.StartsWith("UNIX", StringComparison.Ordinal));
}

/// <summary>A cell under strace.</summary>
internal sealed partial class Trace(CellProcess cell, string file)
{
    private const int DatabasePage = 8192;

    // On a quick disk the engine's own background writes are there first, whatever the cell waits for: here none is quick.
    private const string SlowDisk = "inject=fsync,fdatasync,pwrite64:delay_enter=20000";

    /// <summary>The cell keeps its own process id: strace watches from a grandchild (-D).</summary>
    public static string[] Command(string file, IReadOnlyList<string> traced) =>
        ["strace", "-D", "-f", "-ttt", "-T", "-yy", "-s", $"{DatabasePage}", "-e", "trace=fsync,fdatasync,pwrite64,pwritev,write,sendto,sendmsg", "-e", SlowDisk, "-e", "signal=none", "-o", file, .. traced];

    public static async Task<bool> IsPossibleAsync(Habitat habitat)
    {
        try
        {
            await using var tried = new CellProcess(["strace", "-f", "-o", habitat.At("tried"), "true"], "");
            return (await tried.EndAsync()).Code == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    /// <summary>Stops the cell and reads what it did.</summary>
    public async Task<IReadOnlyList<SystemCall>> EndAsync()
    {
        await cell.StopAsync(Signal.Terminate);
        await Eventually.IsTrueAsync("end of the trace", TimeSpan.FromSeconds(20), async () =>
            (await File.ReadAllTextAsync(file)).Contains($"{cell.Id} +++ exited", StringComparison.Ordinal) || (await File.ReadAllTextAsync(file)).Contains(" +++ exited with 0 +++", StringComparison.Ordinal));
        return Read(await File.ReadAllLinesAsync(file));
    }

    // 4711 1795554172.123456 fsync(200</data/pages-log.db>) = 0 <0.000321>
    // 4711 1795554172.123456 fsync(200</data/pages-log.db> <unfinished ...>
    // 4711 1795554172.123999 <... fsync resumed>) = 0 <0.000543>
    public static IReadOnlyList<SystemCall> Read(IEnumerable<string> lines)
    {
        var calls = new List<SystemCall>();
        var open = new Dictionary<string, SystemCall>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            if (Begin().Match(line) is { Success: true } begin)
            {
                var begun = Seconds(begin.Groups["at"]);
                var call = new SystemCall(begin.Groups["name"].Value, begin.Groups["on"].Value, line, begun, double.MaxValue);
                if (Lasted().Match(line) is { Success: true } lasted)
                {
                    calls.Add(call with { Ended = begun + Seconds(lasted.Groups["time"]) });
                }
                else
                {
                    open[begin.Groups["thread"].Value] = call;
                }
            }
            else if (Resumed().Match(line) is { Success: true } resumed && open.Remove(resumed.Groups["thread"].Value, out var call))
            {
                calls.Add(call with { Text = call.Text + line, Ended = Seconds(resumed.Groups["at"]) });
            }
        }

        return [.. calls.OrderBy(call => call.Begun)];
    }

    private static double Seconds(Group group) => double.Parse(group.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?<thread>\d+) +(?<at>[\d.]+) (?<name>\w+)\(\d+<(?<on>.*?(\[[^\]]*\])?)>(?=[,) ])")]
    private static partial Regex Begin();

    [GeneratedRegex(@"<(?<time>[\d.]+)>$")]
    private static partial Regex Lasted();

    [GeneratedRegex(@"^(?<thread>\d+) +(?<at>[\d.]+) <\.\.\. \w+ resumed>")]
    private static partial Regex Resumed();
}
