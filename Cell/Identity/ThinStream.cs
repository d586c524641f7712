using System.Net.Sockets;

namespace Cell.Identity;

/// <summary>TCP for few small messages that must not be late: what was lost is sent again after the same time, not after twice as long each time
/// (Linux, Documentation/networking/tcp-thin.rst). A third of all packets may be lost, and a heartbeat is still there within its second.</summary>
internal static class ThinStream
{
    private const int Tcp = 6;
    private const int ThinLinearTimeouts = 16;

    public static void Set(Socket socket)
    {
        try
        {
            socket.SetRawSocketOption(Tcp, ThinLinearTimeouts, [1, 0, 0, 0]);
        }
        catch (SocketException)
        {
            // Another system: it is slower over a bad network.
        }
    }
}
