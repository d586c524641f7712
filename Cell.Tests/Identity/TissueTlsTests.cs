using System.Formats.Asn1;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Cell.Genome;
using NUnit.Framework;

namespace Cell.Identity;

/// <summary>Real handshakes over loopback: who is let in, and that nobody else gets a byte.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class TissueTlsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly IPAddress Home = IPAddress.Parse(TestGenes.FounderAddress);
    private static readonly byte[] Greeting = "organism"u8.ToArray();

    private readonly TestOrganism organism = new();
    private readonly TestFolder folder = new();
    private readonly TestClock clock = new();
    private readonly List<string> refusals = [];
    private Revocations revoked = Revocations.None;

    [TearDown]
    public void Forget()
    {
        folder.Dispose();
        organism.Dispose();
    }

    [Test]
    public async Task Two_cells_of_one_organism_know_each_other()
    {
        var cell = organism.Founder(new CertificateFacts(TestGenes.Founder, 1, [Role.Crawler]));
        var (accepted, bytes) = await MeetAsync(Tls(organism, cell).ForClient(Home), Home);
        Assert.That(accepted?.Id, Is.EqualTo(cell.Identity.Id));
        Assert.That(bytes, Is.EqualTo(Greeting));
        Assert.That(refusals, Is.Empty);
    }

    [Test]
    public async Task A_whole_line_of_descent_goes_through_the_handshake()
    {
        var cell = organism.Daughter(organism.Daughter(organism.Founder(), new CertificateFacts(TestGenes.Stem2, 0, [Role.Crawler])));
        var (accepted, _) = await MeetAsync(Tls(organism, cell).ForClient(Home), IPAddress.Parse(TestGenes.Address(1)));
        Assert.That(accepted?.Generation, Is.EqualTo(2));
    }

    [Test, Category("Invariant 12")]
    public async Task A_cell_of_another_organism_gets_no_byte()
    {
        using var other = new TestOrganism();
        await RefusedAsync(other.Founder(), "not signed by a root of this organism");
    }

    [Test, Category("Invariant 12")]
    public async Task A_stolen_certificate_from_another_address_gets_no_byte()
    {
        var stolen = organism.Daughter(organism.Founder());
        var (accepted, bytes) = await MeetAsync(Client(stolen), Home);
        Assert.That((accepted, bytes), Is.EqualTo(((CellIdentity?)null, (byte[]?)null)));
        Assert.That(refusals, Is.EqualTo(new[] { $"cell {stolen.Identity.Name} speaks from 127.0.0.1, which is not an address of stem1.test" }));
    }

    [Test, Category("Invariant 12")]
    public async Task A_revoked_mothers_line_gets_no_byte_and_her_sister_does()
    {
        var founder = organism.Founder();
        var mother = organism.Daughter(founder, new CertificateFacts(TestGenes.Stem2, 0, [Role.Crawler]));
        var daughter = organism.Daughter(mother, new CertificateFacts(TestGenes.Stem3, 0, [Role.Crawler]));
        Revoke(mother);
        await RefusedAsync(mother, 2);
        await RefusedAsync(daughter, 3);
        await RefusedAsync(organism.Daughter(daughter), 1);
        Assert.That(refusals, Has.Count.EqualTo(3).And.All.StartsWith($"cell {mother.Identity.Name} is revoked since 2026-03-01 12:00:00Z: stolen"));
        var (accepted, bytes) = await MeetAsync(Client(organism.Daughter(founder)), IPAddress.Parse(TestGenes.Address(1)));
        Assert.That((accepted?.Generation, bytes), Is.EqualTo(((int?)1, Greeting)));
    }

    // `cell renew` before the mother is revoked: root signs the daughter's key, for the same id.
    [Test]
    public async Task One_renewed_before_is_spared_and_its_own_line_with_it()
    {
        var mother = organism.Daughter(organism.Founder(), new CertificateFacts(TestGenes.Stem2, 0, [Role.Crawler]));
        var daughter = organism.Daughter(mother, new CertificateFacts(TestGenes.Stem3, 0, [Role.Crawler]));
        var facts = new CertificateFacts(TestGenes.Stem3, 0, [Role.Crawler]);
        var renewed = daughter with { Chain = [Issuer.Founder(organism.Root, daughter.Leaf.PublicKey, daughter.Identity.Id!.Value, facts, 64, organism.Now)] }; // a cell
        Revoke(mother);
        var (accepted, _) = await MeetAsync(Client(renewed), IPAddress.Parse(TestGenes.Address(3)));
        Assert.That((accepted?.Id, accepted?.Generation), Is.EqualTo((daughter.Identity.Id, (int?)0)));
        var (granddaughter, _) = await MeetAsync(Client(organism.Daughter(renewed)), IPAddress.Parse(TestGenes.Address(1)));
        Assert.That(granddaughter?.Generation, Is.EqualTo(1));
        await RefusedAsync(daughter, 3);
    }

    [Test, Category("Invariant 12")]
    public async Task A_revoked_operator_gets_no_byte()
    {
        var lost = organism.Operator("ann");
        revoked = Revocations.None.With(new Revocation(RevokedKind.Operator, lost.Identity.Serial, "laptop lost", organism.Now));
        await RefusedAsync(lost, $"operator {lost.Identity.Serial} is revoked since 2026-03-01 12:00:00Z: laptop lost");
        var (accepted, _) = await MeetAsync(Client(organism.Operator("ann")), Home);
        Assert.That(accepted?.Name, Is.EqualTo("ann"));
    }

    [Test, Category("Invariant 12")]
    public async Task Without_a_certificate_there_is_no_byte()
    {
        var (accepted, bytes) = await MeetAsync(new SslClientAuthenticationOptions { TargetHost = "cell", RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null }, Home);
        Assert.That((accepted, bytes), Is.EqualTo(((CellIdentity?)null, (byte[]?)null)));
        Assert.That(refusals, Is.EqualTo(new[] { "no certificate was shown" }));
    }

    // The platform's chain engine would fetch the issuer from there before anybody judges the certificate.
    [Test, Category("Invariant 12")]
    public async Task A_strangers_certificate_makes_no_outgoing_connection()
    {
        using var trap = new TcpListener(IPAddress.Loopback, 0);
        trap.Start();
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier("1.3.6.1.5.5.7.48.2");
            writer.WriteCharacterString(UniversalTagNumber.IA5String, $"http://127.0.0.1:{((IPEndPoint)trap.LocalEndpoint).Port}/issuer.der", new Asn1Tag(TagClass.ContextSpecific, 6));
        }

        using var other = new TestOrganism();
        var key = other.NewKey();
        var draft = CertificateDraft.Of(organism.Id, CellId.New(clock)) with { Further = [new X509Extension("1.3.6.1.5.5.7.1.1", writer.Encode(), false)] };
        var leaf = draft.SignedBy(other.Root.Certificate, other.Root.Key, key);
        await RefusedAsync(other.Founder() with { Key = key, Chain = [leaf] }, "not signed by a root of this organism");
        Assert.That(trap.Pending(), Is.False, "the address in the certificate was connected to");
    }

    [Test, Category("Invariant 12")]
    public async Task A_client_refuses_a_server_of_another_organism()
    {
        using var other = new TestOrganism();
        var (accepted, _) = await MeetAsync(Tls(other, other.Founder()).ForClient(Home), Home);
        Assert.That(accepted, Is.Null);
    }

    private void Revoke(CellCredentials cell) => revoked = Revocations.None.With(new Revocation(RevokedKind.Cell, cell.Identity.Name, "stolen", organism.Now));

    private async Task RefusedAsync(CellCredentials credentials, int stem)
    {
        var (accepted, bytes) = await MeetAsync(Client(credentials), IPAddress.Parse(TestGenes.Address(stem)));
        Assert.That((accepted, bytes), Is.EqualTo(((CellIdentity?)null, (byte[]?)null)));
    }

    private async Task RefusedAsync(CellCredentials credentials, string reason)
    {
        var (accepted, bytes) = await MeetAsync(Client(credentials), Home);
        Assert.That((accepted, bytes), Is.EqualTo(((CellIdentity?)null, (byte[]?)null)));
        Assert.That(refusals, Is.EqualTo(new[] { reason }));
    }

    /// <summary>A client that trusts everybody: what it gets is what the server gives.</summary>
    private static SslClientAuthenticationOptions Client(CellCredentials credentials)
    {
        using var pair = credentials.Leaf.CopyWithPrivateKey(credentials.Key);
        var leaf = X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pkcs12), null);
        return new SslClientAuthenticationOptions
        {
            TargetHost = "cell",
            ClientCertificateContext = SslStreamCertificateContext.Create(leaf, [.. credentials.Chain.Skip(1)], offline: true),
            ApplicationProtocols = [SslApplicationProtocol.Http2],
            RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null,
        };
    }

    private TissueTls Tls(TestOrganism of, CellCredentials credentials) => new(() => credentials, () => of.Rules() with { Now = clock.GetUtcNow(), Revoked = revoked }, refused => refusals.Add(refused.Reason));

    /// <returns>Whom the server accepted, and what the client read after that.</returns>
    private async Task<(CellIdentity? Accepted, byte[]? Bytes)> MeetAsync(SslClientAuthenticationOptions client, IPAddress seenFrom)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var bound = new CancellationTokenSource(Patience);
        var serving = ServeAsync(listener, seenFrom, bound.Token);
        var reading = ReadAsync((IPEndPoint)listener.LocalEndpoint, client, bound.Token);
        await Task.WhenAll(serving, reading);
        return (await serving, await reading);
    }

    private async Task<CellIdentity?> ServeAsync(TcpListener listener, IPAddress seenFrom, CancellationToken cancellation)
    {
        CellIdentity? accepted = null;
        using var socket = await listener.AcceptTcpClientAsync(cancellation);
        await using var stream = new SslStream(socket.GetStream());
        try
        {
            await stream.AuthenticateAsServerAsync(Tls(organism, organism.Founder()).ForServer(seenFrom, identity => accepted = identity), cancellation);
            await stream.WriteAsync(Greeting, cancellation);
            await stream.ShutdownAsync();
        }
        catch (Exception fault) when (fault is AuthenticationException or IOException)
        {
            return null;
        }

        return accepted;
    }

    private static async Task<byte[]?> ReadAsync(IPEndPoint server, SslClientAuthenticationOptions options, CancellationToken cancellation)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(server, cancellation);
        await using var stream = new SslStream(socket.GetStream());
        try
        {
            await stream.AuthenticateAsClientAsync(options, cancellation);
            using var read = new MemoryStream();
            await stream.CopyToAsync(read, cancellation);
            return read.Length > 0 ? read.ToArray() : null;
        }
        catch (Exception fault) when (fault is AuthenticationException or IOException)
        {
            return null;
        }
    }
}
