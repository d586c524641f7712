using System.Net.Sockets;

namespace Cell.Identity;

/// <summary>TCP for few small messages that must not be late: what was lost is sent again after the same time, not after twice as long each time
/// (Linux, Documentation/networking/tcp-thin.rst). A third of all packets may be lost, and a heartbeat is still there within its second or two.</summary>
internal static class ThinStream
{
    private const int Tcp = 6;
    private const int CongestionControl = 13;
    private const int ThinLinearTimeouts = 16;
    private const int LongestTimeout = 44; // since Linux 6.15, in milliseconds

    /// <summary>Of an accepting socket too: those that it accepts have it as well.</summary>
    public static void Set(Socket socket)
    {
        // With BBR no stream is ever thin: it never leaves what the kernel takes for its slow start. Reno is in every kernel.
        TrySet(socket, CongestionControl, "reno"u8);
        TrySet(socket, ThinLinearTimeouts, [1, 0, 0, 0]);
        TrySet(socket, LongestTimeout, BitConverter.GetBytes(1000));
    }

    private static void TrySet(Socket socket, int option, ReadOnlySpan<byte> value)
    {
        try
        {
            socket.SetRawSocketOption(Tcp, option, value);
        }
        catch (SocketException)
        {
            // Another system: it is slower over a bad network.
        }
    }
}
