using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Cell.Binary;

/// <summary>What came of a try to speak at the tissue port.</summary>
/// <param name="Answered">Application bytes that came back.</param>
/// <param name="Ended">How the other side ended it; null: it had not after some seconds.</param>
internal sealed record Encounter(int Answered, string? Ended)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // RFC 9113, 3.4: the preface and an empty SETTINGS frame.
    private static readonly byte[] Preface = [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, 0, 0, 0, 4, 0, 0, 0, 0, 0];

    public static SslClientAuthenticationOptions Options(Papers? papers, params SslApplicationProtocol[] protocols) => new()
    {
        TargetHost = "cell",
        ClientCertificateContext = papers?.Shown(),
        EnabledSslProtocols = SslProtocols.Tls13,
        ApplicationProtocols = [.. protocols],
        RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null,
    };

    public static async Task<Encounter> OfTlsAsync(int port, IPAddress from, SslClientAuthenticationOptions options)
    {
        using var bound = new CancellationTokenSource(Patience);
        var answered = 0;
        try
        {
            await using var stream = new SslStream(await ConnectAsync(port, from, bound.Token));
            await stream.AuthenticateAsClientAsync(options, bound.Token);
            await stream.WriteAsync(Preface, bound.Token);
            var buffer = new byte[4096];
            while (await stream.ReadAsync(buffer, bound.Token) is > 0 and var count)
            {
                answered += count;
            }

            return new Encounter(answered, "closed");
        }
        catch (OperationCanceledException)
        {
            return new Encounter(answered, null);
        }
        catch (Exception fault) when (fault is AuthenticationException or IOException)
        {
            return new Encounter(answered, (fault.InnerException ?? fault).Message);
        }
    }

    /// <summary>Without TLS. An alert record of TLS (RFC 8446, 6) counts as no answer.</summary>
    public static async Task<Encounter> OfBytesAsync(int port, byte[] said)
    {
        using var bound = new CancellationTokenSource(Patience * 3);
        var answered = new List<byte>();
        try
        {
            await using var stream = await ConnectAsync(port, IPAddress.Loopback, bound.Token);
            await stream.WriteAsync(said, bound.Token);
            var buffer = new byte[4096];
            while (await stream.ReadAsync(buffer, bound.Token) is > 0 and var count)
            {
                answered.AddRange(buffer.AsSpan(0, count));
            }
        }
        catch (OperationCanceledException)
        {
            return new Encounter(answered.Count, null);
        }
        catch (IOException fault)
        {
            return new Encounter(WithoutAlert(answered), fault.Message);
        }

        return new Encounter(WithoutAlert(answered), "closed");
    }

    private static int WithoutAlert(List<byte> answered) => answered is [0x15, 0x03, _, 0x00, 0x02, _, _] ? 0 : answered.Count;

    private static async Task<NetworkStream> ConnectAsync(int port, IPAddress from, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Bind(new IPEndPoint(from, 0));
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancellation);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
