using System.Net.Sockets;

namespace Cell.Tissue;

/// <summary>Tries a port: a machine that refuses has no process behind it.</summary>
internal static class Knock
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <returns>Closed or open; null: nothing was learnt, it may be a slow network, or a machine that is no more.</returns>
    public static async Task<bool?> IsClosedAsync(Uri where, CancellationToken stopping)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        patience.CancelAfter(Patience);
        try
        {
            await socket.ConnectAsync(where.DnsSafeHost, where.Port, patience.Token);
            return false;
        }
        catch (SocketException fault)
        {
            return fault.SocketErrorCode == SocketError.ConnectionRefused ? true : null;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }
}
