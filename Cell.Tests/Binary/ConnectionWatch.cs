using System.Globalization;

namespace Cell.Binary;

/// <summary>Looks in /proc, again and again, for connections that a process makes to others.</summary>
internal sealed class ConnectionWatch : IAsyncDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);
    private readonly CancellationTokenSource stop = new();
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);
    private readonly Task watching;

    /// <param name="listening">Its own ports: connections to those were made by others.</param>
    public ConnectionWatch(int process, params int[] listening)
    {
        var own = listening.Select(port => port.ToString("X4", CultureInfo.InvariantCulture)).ToHashSet(StringComparer.Ordinal);
        watching = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                seen.UnionWith(Connections(process, own));
                await Task.Delay(Look, TimeProvider.System, CancellationToken.None);
            }
        });
    }

    /// <summary>Ends the watch: local and remote address, as the kernel writes them.</summary>
    public async Task<IReadOnlyCollection<string>> SeenAsync()
    {
        await stop.CancelAsync();
        await watching;
        return seen;
    }

    public async ValueTask DisposeAsync()
    {
        await SeenAsync();
        stop.Dispose();
    }

    private static IEnumerable<string> Connections(int process, HashSet<string> own)
    {
        var sockets = Directory.GetFiles($"/proc/{process}/fd").Select(Target).ToHashSet(StringComparer.Ordinal);

        //   sl  local_address rem_address   st tx_queue:rx_queue tr:tm->when retrnsmt   uid  timeout inode
        return new[] { "tcp", "tcp6", "udp", "udp6" }
            .SelectMany(table => File.ReadLines($"/proc/{process}/net/{table}").Skip(1))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(row => sockets.Contains($"socket:[{row[9]}]") && !row[2].EndsWith(":0000", StringComparison.Ordinal) && !own.Contains(row[1].Split(':')[1]))
            .Select(row => $"{row[1]} -> {row[2]}");
    }

    private static string Target(string descriptor)
    {
        try
        {
            return new FileInfo(descriptor).LinkTarget ?? "";
        }
        catch (IOException)
        {
            return ""; // closed meanwhile
        }
    }
}
