using System.Security.Cryptography;
using System.Text;
using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Mitosis;

/// <summary>Whoever stole the pool key can offer a signed binary to a blank machine, and nothing else.</summary>
[Category("Nursery")]
internal sealed class PoolKeyTests
{
    private const string Machine = "stem2";
    private const string Payload = "#!/bin/sh\ntouch ~root/ran\n";
    private StemPool pool = null!; // made once for all
    private IReadOnlyList<string> before = [];

    [OneTimeSetUp]
    public async Task Prepare()
    {
        pool = await StemPool.FoundAsync();
        await Nursery.FreshAsync(Machine);
        await pool.AddAsync(Machine);
        before = await Nursery.TracesAsync(Machine);
    }

    [OneTimeTearDown]
    public async Task Forget()
    {
        if (pool is not null)
        {
            await pool.DisposeAsync();
        }
    }

    [TearDown]
    public async Task Nothing_is_left_on_the_machine() => await Nursery.AssertBecomesAsync(Machine, before, TimeSpan.FromSeconds(10));

    [TestCase("id")]
    [TestCase("sh -c 'touch ~root/ran'")]
    [TestCase("/usr/local/lib/cell/receptor receive")]
    [Category("Invariant 1")]
    public async Task It_runs_no_command_but_the_receptor(string command)
    {
        var tried = await pool.SshAsync("ssh", "touch ~root/ran\n", $"root@{Machine}", command);
        Assert.That(tried.Output, Does.Match("^cell-receptor 1 [^\\n]+\\n$"));
        Assert.That(tried.Code, Is.Not.Zero);
        Assert.That(tried.Errors, Does.Contain("refused: no binary signed by this machine's organism came"));
    }

    [Test, Category("Invariant 1")]
    public async Task It_gets_neither_shell_nor_terminal()
    {
        var tried = await pool.SshAsync("ssh", "touch ~root/ran\n", "-tt", $"root@{Machine}");
        Assert.That(tried.Errors, Does.Contain("PTY allocation request failed"));
        Assert.That(tried.Output, Is.Empty.Or.Match("^cell-receptor 1 [^\\n]+\\n$"));
    }

    [Test, Category("Invariant 1")]
    public async Task It_forwards_nothing_to_the_machines_network()
    {
        var tried = await pool.SshAsync("ssh", "", "-W", "127.0.0.1:22", $"root@{Machine}");
        Assert.That(tried.Output, Is.Empty);
        Assert.That(tried.Errors, Does.Contain("stdio forwarding failed"));
    }

    [Test, Category("Invariant 1")]
    public async Task It_opens_no_port_on_the_machine()
    {
        var tried = await pool.SshAsync("ssh", "", "-N", "-o", "ExitOnForwardFailure=yes", "-R", "0:127.0.0.1:22", $"root@{Machine}");
        Assert.That(tried.Code, Is.EqualTo(255));
        Assert.That(tried.Errors, Does.Contain("remote port forwarding failed"));
    }

    [Test, Category("Invariant 1")]
    public async Task It_copies_no_file_there()
    {
        Assert.That((await pool.SshAsync("sftp", "put /etc/hostname ran\n", "-b", "-", $"root@{Machine}")).Good, Is.False);
        Assert.That((await pool.SshAsync("scp", "", "/etc/hostname", $"root@{Machine}:ran")).Good, Is.False);
        Assert.That((await pool.SshAsync("scp", "", "-O", "/etc/hostname", $"root@{Machine}:ran")).Good, Is.False);
    }

    [Test, Category("Invariant 1")]
    public async Task A_binary_signed_by_another_key_does_not_run()
    {
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await AssertRefusedAsync(Payload, Signed(Payload, stranger, SshSignature.BinaryNamespace));
    }

    [Test, Category("Invariant 1")]
    public async Task A_binary_changed_after_its_signing_does_not_run() =>
        await AssertRefusedAsync(Payload.Replace("ran", "run", StringComparison.Ordinal), Signed(Payload, Root(), SshSignature.BinaryNamespace));

    [Test, Category("Invariant 1")]
    public async Task A_binary_signed_for_another_purpose_does_not_run() => await AssertRefusedAsync(Payload, Signed(Payload, Root(), "file"));

    [Test]
    public async Task A_signed_one_runs_and_so_shows_that_the_others_were_refused_for_their_signature()
    {
        await OfferAsync(Payload, Signed(Payload, Root(), SshSignature.BinaryNamespace));
        await Nursery.ShellAsync(Machine, "rm ~root/ran && rm -rf /var/lib/cell-receptor/in");
    }

    [Test, Category("Invariant 7")]
    public async Task The_signed_binary_without_a_ticket_bears_nothing() =>
        Assert.That(await RefusalAsync(_ => "", []), Is.EqualTo("There is no ticket signed by a health cell or the root."));

    [Test, Category("Invariant 7")]
    public async Task An_expired_ticket_bears_nothing() =>
        Assert.That(await RefusalAsync(ticket => TicketSigning.Sign(ticket with { Expires = Now.AddSeconds(-10) }, Root()), []), Does.StartWith("The ticket is not for now: it ends at "));

    [Test, Category("Invariant 7")]
    public async Task A_ticket_for_another_machine_bears_nothing()
    {
        await Nursery.FreshAsync("stem3");
        await pool.AddAsync("stem3");
        Assert.That(await RefusalAsync(ticket => TicketSigning.Sign(ticket with { Machine = "stem3" }, Root()), []), Is.EqualTo("The ticket is for stem3, whose host key is not this machine's."));
    }

    [Test, Category("Invariant 7")]
    public async Task A_ticket_signed_by_a_crawler_bears_nothing()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var certificate = Issuer.Founder(
            pool.Operator.UnlockRoot(), new System.Security.Cryptography.X509Certificates.PublicKey(key), CellId.New(TimeProvider.System), new CertificateFacts("10.77.0.1", 3, [Role.Crawler]), 64, Now);
        Assert.That(
            await RefusalAsync(ticket => TicketSigning.Sign(ticket, key), [Pem.Text([certificate])]), Is.EqualTo("The ticket comes with a signer that is no health cell of this organism, or is revoked."));
    }

    private static DateTimeOffset Now => Rival.Now;

    private ECDsa Root() => pool.Operator.UnlockRoot().Key;

    private static string Signed(string binary, ECDsa key, string ns) => SshSignature.Sign(new MemoryStream(Encoding.ASCII.GetBytes(binary)), key, ns);

    private async Task AssertRefusedAsync(string binary, string signature)
    {
        var tried = await OfferAsync(binary, signature);
        Assert.That(tried.Code, Is.Not.Zero);
        Assert.That(tried.Errors, Does.Contain("refused: no binary signed by this machine's organism came"));
    }

    private Task<ToolResult> OfferAsync(string binary, string signature) =>
        pool.SshAsync("ssh", $"cell 1 {Path.GetFileName(pool.Operator.Path)} {binary.Length} {signature.Length} {binary.Length}\n{signature}{binary}none\n0\n", $"root@{Machine}");

    // With the true binary and everything right but the ticket.
    private Task<string> RefusalAsync(Func<Ticket, string> sign, IReadOnlyList<string> signers) => new Rival(pool, Machine).TryAsync(sign, signers);
}
