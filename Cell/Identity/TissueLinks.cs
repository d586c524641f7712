using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Cell.Identity;

/// <summary>The outgoing connections of the tissue, each with whom it leads to: a kept one would outlive the revocation of its peer.</summary>
/// <param name="strikes">Why a peer is out; null: it is not.</param>
internal sealed class TissueLinks(Func<CellIdentity, string?> strikes)
{
    private readonly ConcurrentDictionary<Link, CellIdentity> open = new();

    /// <summary>For those who make one call and end: nothing is kept.</summary>
    public TissueLinks()
        : this(_ => null)
    {
    }

    /// <summary>Cuts those to the revoked: what waits for an answer there fails, what they sent and was not read is lost.</summary>
    public void CutRevoked()
    {
        foreach (var (link, _) in open.Where(pair => strikes(pair.Value) is not null))
        {
            link.Cut();
        }
    }

    public async ValueTask<Stream> OpenAsync(DnsEndPoint end, TissueTls tls, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        ThinStream.Set(socket);
        try
        {
            await socket.ConnectAsync(end, cancellation);
            CellIdentity? peer = null;
            var link = new Link(socket, ended => open.TryRemove(ended, out _));
            await link.AuthenticateAsClientAsync(tls.ForClient((socket.RemoteEndPoint as IPEndPoint)?.Address, accepted => peer = accepted), cancellation);
            Keep(link, peer ?? throw new IOException("The peer showed no certificate."));
            return link;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // The list may have changed during the handshake: kept first and judged again after that, it is seen by one of both.
    private void Keep(Link link, CellIdentity peer)
    {
        open[link] = peer;
        if (strikes(peer) is { } reason)
        {
            open.TryRemove(link, out _);
            throw new IOException(reason);
        }
    }

    private sealed class Link(Socket socket, Action<Link> ended) : SslStream(new NetworkStream(socket, ownsSocket: true))
    {
        public void Cut() => socket.Dispose();

        protected override void Dispose(bool disposing)
        {
            ended(this);
            base.Dispose(disposing);
        }

        public override ValueTask DisposeAsync()
        {
            ended(this);
            return base.DisposeAsync();
        }
    }
}
