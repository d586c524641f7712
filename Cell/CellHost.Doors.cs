using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using Cell.Api;
using Cell.Identity;
using Cell.Tissue;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cell;

/// <summary>The three listeners: public HTTP, tissue TLS, control socket.</summary>
internal sealed partial class CellHost
{
    private const long MostPublicBody = 64 * 1024;
    private const long MostTissueBody = 16 * 1024 * 1024;
    private const int MostPublicConnections = 2_000;
    private const int LeastTissueConnections = 2_000;

    private readonly PublicPort publicPort;
    private readonly RefusalLines refusalLines = new(TimeProvider.System);

    // Without the generic host: its service container makes generic types at run time, which was a third of the start.
    private KestrelServer Build()
    {
        File.Delete(settings.Data.Socket);
        var kestrel = new KestrelServerOptions { ApplicationServices = new KestrelServices(loggers).Provider };
        Listen(kestrel);
        return new KestrelServer(Options.Create(kestrel), new SocketTransportFactory(Options.Create(new SocketTransportOptions()), loggers), loggers);
    }

    private void Listen(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = MostPublicBody;
        kestrel.ListenAnyIP(settings.PublicPort, listener =>
        {
            listener.Use(new ConnectionCap(() => MostPublicConnections).Over);
            Mark(listener, publicDoor);
        });
        kestrel.ListenAnyIP(settings.TissuePort, listener =>
        {
            // Each cell keeps one to a health cell, and opens the next before the last is known to be gone.
            listener.Use(new ConnectionCap(() => Math.Max(LeastTissueConnections, 2 * settings.Genome.Genes.Limits.Cells)).Over);
            listener.Use(next => connection => ReceiveQuietlyAsync(next, connection));
            Mark(listener, tissueDoor);
            listener.Protocols = HttpProtocols.Http2;
            listener.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = Handshake });
        });
        kestrel.ListenUnixSocket(settings.Data.Socket, listener => Mark(listener, controlDoor));
    }

    // A stranger's bytes that are no handshake: Kestrel would log each connection with its stack.
    private static async Task ReceiveQuietlyAsync(ConnectionDelegate next, ConnectionContext connection)
    {
        if (connection.Features.Get<IConnectionSocketFeature>() is { Socket: var socket })
        {
            ThinStream.Set(socket);
        }

        try
        {
            await next(connection);
        }
        catch (Exception fault) when (fault is NotSupportedException or InvalidOperationException or IOException or AuthenticationException)
        {
            connection.Abort();
        }
    }

    private static void Mark(ListenOptions listener, Door door) => listener.Use(next => connection =>
    {
        connection.Items[typeof(Door)] = door;
        return next(connection);
    });

    private Task ReceiveAsync(HttpContext context) =>
        Barred(context) is { } reason ? Door.RefuseAsync(context, StatusCodes.Status403Forbidden, reason)
        : MarkedDoor(context) == publicDoor ? publicPort.OpenAsync(context)
        : DoorOf(context).OpenAsync(context);

    // Who may not live on answers nobody but its operator.
    private string? Barred(HttpContext context) => forbidden is { } reason && MarkedDoor(context) != controlDoor ? reason : Struck(context);

    // Its connection may be older than the list that it stands on, or than its renewal: it is told so, and may read the list.
    private string? Struck(HttpContext context) =>
        MarkedDoor(context) != tissueDoor || (context.Request.Method, context.Request.Path.Value) is ("POST", "/v1/heartbeat") or ("GET", "/v1/revocations") ? null
        : settings.Papers.Revocations.Now.Strikes(Door.Sender(context)) ?? heartbeats.Roster.Outlived(Door.Sender(context));

    // Every listener marks its connections.
    private static Door MarkedDoor(HttpContext context) => (Door)context.Features.GetRequiredFeature<IConnectionItemsFeature>().Items[typeof(Door)]!;

    private Door DoorOf(HttpContext context)
    {
        var door = MarkedDoor(context);
        if (door != publicDoor && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = MostTissueBody;
        }

        // What the control socket opens on the box, an operator's certificate opens from elsewhere.
        return door == tissueDoor && Door.Sender(context).IsOperator && controlDoor.Knows(context.Request.Path) ? controlDoor : door;
    }

    private ValueTask<SslServerAuthenticationOptions> Handshake(TlsHandshakeCallbackContext context)
    {
        var remote = (context.Connection.RemoteEndPoint as IPEndPoint)?.Address;
        return ValueTask.FromResult(Tls().ForServer(remote, identity => Door.Remember(context.Connection.Features.GetRequiredFeature<IConnectionItemsFeature>().Items, identity)));
    }

    private TissueTls Tls() => tls ??= new TissueTls(
        () => settings.Self.Credentials,
        () => settings.Papers.Rules() with { MayHold = identity => heartbeats.Roster.MayHold(identity) },
        Refused);

    private TissueTls? tls;

    private void Refused(Refusal refusal)
    {
        if (refusalLines.MayTell(refusal))
        {
            LogRefused(refusal.Remote, refusal.Reason);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Tissue: refused {Remote}: {Reason}.")]
    private partial void LogRefused(IPAddress? remote, string reason);
}
