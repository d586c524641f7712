namespace Cell.Identity;

/// <summary>Outgoing tissue connections for HTTP/2: TLS is made here and not by the handler, so that the address that was connected to is judged with the certificate.</summary>
internal static class TissueHandler
{
    /// <param name="tls">Asked at each connection.</param>
    public static SocketsHttpHandler Of(Func<TissueTls> tls) => Of(tls, new TissueLinks());

    /// <param name="tls">Asked at each connection.</param>
    /// <param name="links">Those that are kept.</param>
    public static SocketsHttpHandler Of(Func<TissueTls> tls, TissueLinks links) => new()
    {
        UseProxy = false,
        ActivityHeadersPropagator = null,
        ConnectTimeout = TimeSpan.FromSeconds(3),
        KeepAlivePingDelay = TimeSpan.FromSeconds(5),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(3),
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        ConnectCallback = (context, cancellation) => links.OpenAsync(context.DnsEndPoint, tls(), cancellation),
    };
}
