using System.Net.Sockets;
using System.Text;

namespace Cell.Mitosis;

/// <summary>Whether a machine is on: only an answering sshd counts. (A network card may answer pings while its machine sleeps.)</summary>
internal static class SshBanner
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    // SSH-2.0-OpenSSH_9.2p1 (RFC 4253, 4.2)
    private static readonly byte[] Start = Encoding.ASCII.GetBytes("SSH-");

    /// <param name="host">As the pool calls it.</param>
    public static async Task<bool> AnswersAsync(string host, TimeProvider time, CancellationToken cancellation)
    {
        var (name, port) = StemSsh.Endpoint(host);
        using var patience = new CancellationTokenSource(Patience, time);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(name, port, bound.Token);
            var first = new byte[Start.Length];
            await client.GetStream().ReadExactlyAsync(first, bound.Token);
            return first.AsSpan().SequenceEqual(Start);
        }
        catch (Exception fault) when (fault is SocketException or IOException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }
}
