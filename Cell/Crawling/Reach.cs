using System.Net.Sockets;

namespace Cell.Crawling;

/// <summary>Whose fault it is that a host could not be asked: the host's, or this box's. Thread-safe.</summary>
internal sealed class Reach
{
    private volatile bool overFour;
    private volatile bool overSix;

    /// <summary>Somebody was connected to by such an address.</summary>
    public void Reached(AddressFamily family)
    {
        overFour |= family == AddressFamily.InterNetwork;
        overSix |= family == AddressFamily.InterNetworkV6;
    }

    /// <summary>No port, no memory, no handle, no network any more. A box that never had a way to such addresses has no fault, and what a name server says is not held against it.</summary>
    public bool IsOwn(SocketError error, AddressFamily family) => error switch
    {
        SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable or SocketError.AddressNotAvailable or SocketError.NetworkDown or SocketError.ProcessLimit or SocketError.SystemNotReady => true,
        SocketError.NetworkUnreachable => family == AddressFamily.InterNetworkV6 ? overSix : overFour,
        _ => false,
    };
}

/// <summary>This box could not ask: the host is not to blame.</summary>
internal sealed class OwnFaultException(string message) : Exception(message);
