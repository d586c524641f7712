using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Cell.Identity;

/// <summary>Outgoing tissue connections for HTTP/2: TLS is made here and not by the handler, so that the address that was connected to is judged with the certificate.</summary>
internal static class TissueHandler
{
    /// <param name="tls">Asked at each connection.</param>
    public static SocketsHttpHandler Of(Func<TissueTls> tls) => Of(tls, new TissueLinks());

    /// <param name="tls">Asked at each connection.</param>
    /// <param name="links">Those that are kept.</param>
    public static SocketsHttpHandler Of(Func<TissueTls> tls, TissueLinks links) => Of((end, cancellation) => links.OpenAsync(end, tls(), cancellation));

    public static SocketsHttpHandler Of(Func<IPAddress?, SslClientAuthenticationOptions> tls) => Of((end, cancellation) => ConnectAsync(end, tls, cancellation));

    private static SocketsHttpHandler Of(Func<DnsEndPoint, CancellationToken, ValueTask<Stream>> connect) => new()
    {
        UseProxy = false,
        ActivityHeadersPropagator = null,
        ConnectTimeout = TimeSpan.FromSeconds(3),
        KeepAlivePingDelay = TimeSpan.FromSeconds(2),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(3),
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        ConnectCallback = (context, cancellation) => connect(context.DnsEndPoint, cancellation),
    };

    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint end, Func<IPAddress?, SslClientAuthenticationOptions> tls, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(end, cancellation);
            var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
            await stream.AuthenticateAsClientAsync(tls((socket.RemoteEndPoint as IPEndPoint)?.Address), cancellation);
            return stream;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
