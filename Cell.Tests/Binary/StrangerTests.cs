using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Cell.Identity;
using NUnit.Framework;

namespace Cell.Binary;

/// <summary>The tissue port of a running founder, from outside. Whoever has no certificate of the organism gets not one byte of the
/// application, and the cell does nothing for him.</summary>
[Category("Binary")]
[Category("Invariant 12")]
internal sealed class StrangerTests
{
    private const int Tries = 5;
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();
    private Habitat habitat = null!; // made before the first test
    private CellProcess cell = null!; // likewise

    private int Port => habitat.Port + 1;

    [OneTimeSetUp]
    public async Task Make_an_organism() => habitat = await Habitat.WithOrganismAsync(null);

    // One a test: a refusal may be spoken of once in ten seconds.
    [SetUp]
    public async Task Start_a_founder()
    {
        cell = await habitat.StartReadyAsync();
        foreach (var said in (string[])["is ready after", "is Alive"])
        {
            await Eventually.IsTrueAsync($"line \"{said}\"", TimeSpan.FromSeconds(5), () => Task.FromResult(cell.Journal.Any(line => line.Contains(said, StringComparison.Ordinal))));
        }
    }

    [TearDown]
    public async Task Stop_it() => await cell.StopAsync(Signal.Kill);

    [OneTimeTearDown]
    public async Task Clean_up() => await habitat.DisposeAsync();

    [Test]
    public async Task A_good_certificate_from_its_machine_is_answered()
    {
        var encounter = await Encounter.OfTlsAsync(Port, IPAddress.Loopback, Encounter.Options(Good(), SslApplicationProtocol.Http2));
        Assert.That(encounter.Answered, Is.Positive, "else the other tests here would prove nothing");
    }

    [Test]
    public Task No_certificate_is_refused() => RefusedAsync(null, "no certificate was shown");

    [Test]
    public Task An_unknown_self_signed_certificate_is_refused() => RefusedAsync(Papers.SelfSigned(Good(), Now), "not signed by a root of this organism");

    [Test]
    public Task An_expired_certificate_is_refused() => RefusedAsync(Papers.Good(habitat.Operator, CellId.New(TimeProvider.System), 5, Now.AddDays(-400)), "valid from");

    [Test]
    public Task A_certificate_of_another_organism_is_refused() => RefusedAsync(Papers.OfAnotherOrganism(Now), "not signed by a root of this organism");

    [Test]
    public Task A_good_certificate_from_an_address_that_is_not_its_machines_is_refused() =>
        RefusedAsync(Good(), "which is not an address of", IPAddress.Parse("127.0.0.2"));

    [Test]
    public async Task A_certificate_that_names_a_place_for_its_issuer_makes_nobody_go_there()
    {
        using var place = new TcpListener(IPAddress.Loopback, 0);
        place.Start();
        await RefusedAsync(Papers.PointingAt($"http://127.0.0.1:{((IPEndPoint)place.LocalEndpoint).Port}/issuer.der", Good(), Now), "not signed by a root of this organism");
        Assert.That(place.Pending(), Is.False, "a connection to the address in the certificate");
    }

    [Test]
    public async Task Another_application_protocol_is_refused_even_with_a_good_certificate()
    {
        var encounter = await Encounter.OfTlsAsync(Port, IPAddress.Loopback, Encounter.Options(Good(), SslApplicationProtocol.Http11));
        Assert.That(encounter, Is.EqualTo(new Encounter(0, encounter.Ended ?? "ended")), "no answer, and ended by the cell");
    }

    // OpenSSL's server offers tickets even so; what counts is that none is taken.
    [Test]
    public async Task No_session_is_resumed()
    {
        var (session, papers) = (habitat.At("session"), Good());
        await OpenSslAsync(papers, $"-sess_out {session}");
        Assert.That(session, Does.Exist, "a session that could be resumed");
        var second = await OpenSslAsync(papers, $"-sess_in {session}");
        Assert.That(second.Out, Does.Contain("New, TLSv1.3").And.Not.Contain("Reused, TLSv1.3"), "a resumed session would show no certificate again");
    }

    [TestCase("-tls1_2")]
    [TestCase("-tls1_1 -cipher DEFAULT:@SECLEVEL=0")]
    public async Task An_earlier_TLS_than_1_3_is_refused_even_with_a_good_certificate(string version)
    {
        var old = await OpenSslAsync(Good(), "", version);
        Assert.That(old.Out, Does.Contain("(NONE), Cipher is (NONE)"), old.Out);
    }

    [TestCase("GET / HTTP/1.1\r\nHost: cell\r\n\r\n")]
    [TestCase("\u0016\u0003\u0001\u0000\u0005rubbish\u0000\u0001\u0002", TestName = "What_is_no_TLS_gets_no_answer(rubbish in a TLS record)")]
    [TestCase("SSH-2.0-OpenSSH_9.2\r\n")]
    public async Task What_is_no_TLS_gets_no_answer(string said)
    {
        await using var watch = new ConnectionWatch(cell.Id, habitat.Port, Port);
        var before = cell.Journal.Count;
        var encounter = await Encounter.OfBytesAsync(Port, System.Text.Encoding.Latin1.GetBytes(said));
        Assert.That(encounter.Answered, Is.Zero);
        Assert.That(encounter.Ended, Is.Not.Null, "the cell ends it");
        Assert.That(await watch.SeenAsync(), Is.Empty, "connections that the cell made");
        Assert.That(cell.Journal.Skip(before), Is.Empty, "the journal says nothing of it");
    }

    private Papers Good() => Papers.Good(habitat.Operator, CellId.New(TimeProvider.System), 5, Now);

    private Task RefusedAsync(Papers? papers, string reason) => RefusedAsync(papers, reason, IPAddress.Loopback);

    private async Task RefusedAsync(Papers? papers, string reason, IPAddress from)
    {
        await using var watch = new ConnectionWatch(cell.Id, habitat.Port, Port);
        var before = cell.Journal.Count;
        var start = TimeProvider.System.GetTimestamp();
        foreach (var _ in Enumerable.Range(0, Tries))
        {
            var encounter = await Encounter.OfTlsAsync(Port, from, Encounter.Options(papers, SslApplicationProtocol.Http2));
            Assert.That(encounter.Answered, Is.Zero, "bytes of the application");
            Assert.That(encounter.Ended, Is.Not.Null, "the cell ends it");
        }

        Assert.That(await watch.SeenAsync(), Is.Empty, "connections that the cell made");
        Assert.That(TimeProvider.System.GetElapsedTime(start), Is.LessThan(TimeSpan.FromSeconds(10)), "else more than one line were right");
        await Eventually.IsTrueAsync("line in the journal", TimeSpan.FromSeconds(5), () => Task.FromResult(cell.Journal.Count > before));
        Assert.That(cell.Journal.Skip(before), Has.Exactly(1).Items.And.Some.Contains("Tissue: refused").And.Some.Contains(reason));
    }

    private Task<Ran> OpenSslAsync(Papers papers, string options) => OpenSslAsync(papers, options, "-tls1_3");

    private async Task<Ran> OpenSslAsync(Papers papers, string options, string version)
    {
        if (!File.Exists("/usr/bin/openssl"))
        {
            Assert.Ignore("openssl is missing: apt-get install openssl.");
        }

        var (certificate, key) = (habitat.At("visitor.pem"), habitat.At("visitor.key"));
        await File.WriteAllTextAsync(certificate, papers.Chain[0].ExportCertificatePem());
        await File.WriteAllTextAsync(key, papers.Key.ExportPkcs8PrivateKeyPem());

        // Waits a second for what comes after the handshake, then says the end.
        await using var client = new CellProcess(
            ["sh", "-c", $"sleep 1 | openssl s_client -connect 127.0.0.1:{Port} {version} -alpn h2 -cert {certificate} -key {key} {options}"], habitat.OperatorBase);
        return await client.EndAsync();
    }
}
