using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;

namespace Cell.Bench;

/// <summary>A crawler of the organism, signed by root for a slot of its own, that sends its heartbeats over a connection of its own.</summary>
internal sealed class CellBeat(CellCredentials credentials, LineageRules rules, IPEndPoint keeper) : IBeat
{
    private readonly byte[] fields = Link.Post("/v1/heartbeat", keeper.ToString(), ("content-type", "application/json"));
    private readonly CellFacts facts = new(
        [Role.Crawler], credentials.Identity.Machine, credentials.Identity.Slot, null, 0, "", credentials.Identity.Serial, "", $"https://{keeper}", DateTimeOffset.UtcNow, credentials.Identity.Ends)
    {
        CertificateBegins = credentials.Identity.Begins,
    };

    private readonly long incarnation = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
    private Link? link;
    private long sequence;
    private HeartbeatAnswer? last;
    private long begun;

    /// <param name="slot">0 to 9 of each founder machine: so many certificates a machine.</param>
    public static CellBeat Of(Signer root, IReadOnlyList<X509Certificate2> roots, Genes genes, string machine, int slot, IPEndPoint keeper)
    {
        var now = DateTimeOffset.UtcNow;
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var id = CellId.New(TimeProvider.System);
        var certificate = Issuer.Founder(root, new PublicKey(key), id, new CertificateFacts(machine, slot, [Role.Crawler]), genes.Limits.Generations, now);
        var organism = Issuer.OrganismOf(root);
        var identity = new CellIdentity(id, id.ToString(), organism, machine, slot, [Role.Crawler], 0, certificate.SerialNumber, certificate.NotAfter.ToUniversalTime())
        {
            Begins = certificate.NotBefore.ToUniversalTime(),
            Root = Roots.KeyId(root.Certificate),
        };
        return new CellBeat(new CellCredentials(identity, key, [certificate], roots), new LineageRules(organism, roots, genes, Revocations.None, now, null, _ => true), keeper);
    }

    public async Task OpenAsync(CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(keeper, cancellation);
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
        var tls = new TissueTls(() => credentials, () => rules, refusal => Console.Error.WriteLine($"{credentials.Identity.Machine} refuses the health cell: {refusal.Reason}"));
        await stream.AuthenticateAsClientAsync(tls.ForClient(keeper.Address), cancellation);
        link = new Link(stream);
        await link.OpenAsync(cancellation);
    }

    public async Task<int> BeatAsync(CancellationToken cancellation)
    {
        var beat = new Heartbeat(1, credentials.Identity.Id!.Value, incarnation, ++sequence, last?.Nonce ?? "", last?.RosterVersion ?? 0, last?.GenomeVersion ?? 1, facts, Vitals(), Goodbye: false) { RosterBegun = begun }; // a cell has an id
        var answer = await link!.AskAsync(fields, JsonSerializer.SerializeToUtf8Bytes(beat, TissueJson.Default.Heartbeat), cancellation); // opened before
        last = JsonSerializer.Deserialize(answer, TissueJson.Default.HeartbeatAnswer) ?? throw new InvalidDataException("The answer is null.");
        begun = last.Whole ? last.RosterNewest : begun;
        return last.Accepted ? answer.Length : throw new InvalidDataException($"The heartbeat was refused: {last.Refusal}");
    }

    public void Dispose() => link?.Dispose();

    /// <summary>As a busy crawler's: none is as the last.</summary>
    public static CellVitals Vitals() => new(
        Random.Shared.NextDouble(), Random.Shared.NextInt64(100_000_000, 200_000_000), new Dictionary<Role, double> { [Role.Crawler] = Random.Shared.NextDouble() }, Random.Shared.NextDouble() * 300, 0, Random.Shared.Next(), null, null);
}
