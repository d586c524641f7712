using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Cell.Tissue;

namespace Cell.Bench;

/// <summary>The same with etcd's means: a lease that is kept alive, and the vitals as a value under it. gRPC over one connection of its own, with a client certificate.</summary>
internal sealed class EtcdBeat(int number, X509Certificate2 client, X509Certificate2 authority, IPEndPoint server) : IBeat
{
    private const int TimeToLive = 10;
    private readonly byte[] key = [.. "/cells/"u8, .. System.Text.Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture))];
    private Link? link;
    private ulong lease;

    public async Task OpenAsync(CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server, cancellation);
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            ClientCertificates = [client],
            CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { authority }, RevocationMode = X509RevocationMode.NoCheck },
            EnabledSslProtocols = SslProtocols.Tls13,
            ApplicationProtocols = [SslApplicationProtocol.Http2],
        }, cancellation);
        link = new Link(stream);
        await link.OpenAsync(cancellation);

        // LeaseGrantRequest { TTL = 1, ID = 2 }; LeaseGrantResponse { header = 1, ID = 2 }
        lease = (ulong)number + 1;
        await CallAsync("/etcdserverpb.Lease/LeaseGrant", [.. Number(1, TimeToLive), .. Number(2, lease)], cancellation);
    }

    public async Task<int> BeatAsync(CancellationToken cancellation)
    {
        // LeaseKeepAliveRequest { ID = 1 }; PutRequest { key = 1, value = 2, lease = 3 }
        var kept = await CallAsync("/etcdserverpb.Lease/LeaseKeepAlive", Number(1, lease), cancellation);
        var put = await CallAsync("/etcdserverpb.KV/Put", [.. Bytes(1, key), .. Bytes(2, JsonSerializer.SerializeToUtf8Bytes(CellBeat.Vitals(), TissueJson.Default.CellVitals)), .. Number(3, lease)], cancellation);
        return kept + put;
    }

    public void Dispose() => link?.Dispose();

    private async Task<int> CallAsync(string method, byte[] message, CancellationToken cancellation)
    {
        byte[] prefix = [0, (byte)(message.Length >> 24), (byte)(message.Length >> 16), (byte)(message.Length >> 8), (byte)message.Length];
        var answer = await link!.AskAsync(Link.Post(method, server.ToString(), ("content-type", "application/grpc"), ("te", "trailers")), [.. prefix, .. message], cancellation); // opened before
        return answer.Length > 0 ? answer.Length : throw new InvalidDataException($"{method} gave an error.");
    }

    // Protocol Buffers: tag, then a varint, or a length and so many bytes.
    private static byte[] Number(int field, ulong value) => [(byte)(field << 3), .. Varint(value)];

    private static byte[] Bytes(int field, byte[] value) => [(byte)((field << 3) | 2), .. Varint((ulong)value.Length), .. value];

    private static IEnumerable<byte> Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            yield return (byte)(value | 0x80);
        }

        yield return (byte)value;
    }
}
