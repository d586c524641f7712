using System.Collections.Immutable;
using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Cli;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class OperatorAddTests
{
    private readonly OperatorBase place = new();

    [TearDown]
    public void Forget() => place.Dispose();

    [Test]
    public async Task What_is_handed_over_holds_no_root_key_and_all_else()
    {
        var folder = await FilledAsync();
        using var root = Root();
        await OperatorAdd.HandOverAsync(folder, "bea", place.At("out"), root);
        var given = Given(folder);
        Assert.That(
            Directory.GetFiles(given.Path).Select(Path.GetFileName),
            Is.EquivalentTo(new[] { "operator.key", "operator.pem", "operators.json", "root.pem", "recovery.pem", "genome.dsse", "cell.json", "greet.json" }));
        Assert.That(Directory.GetFiles(given.Path).Select(File.GetUnixFileMode), Is.All.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.That(given.Credentials().Identity, Has.Property("Name").EqualTo("bea").And.Property("Organism").EqualTo(folder.Organism));
        Assert.That(FounderFiles.Greet(given.Greet), Is.EqualTo(new[] { "https://10.0.0.1:7071", "https://10.0.0.9:7071" }), "health founders, then those that root bore elsewhere");
        foreach (var file in Directory.GetFiles(given.Path).Where(file => !file.EndsWith("operator.key", StringComparison.Ordinal)))
        {
            Assert.That(await File.ReadAllTextAsync(file), Does.Not.Contain("PRIVATE KEY"), file);
        }
    }

    [Test]
    public async Task Who_was_handed_a_folder_signs_nothing()
    {
        var folder = await FilledAsync();
        using var root = Root();
        await OperatorAdd.HandOverAsync(folder, "bea", place.At("out"), root);
        using var theirs = Root();
        RootAccessTests.Fails(ExitCode.Refused, "Only root may sign an operator's certificate", () => OperatorAdd.Renew(Given(folder), "bea", theirs));
    }

    [Test]
    public async Task Every_certificate_stands_in_the_register()
    {
        var folder = await FilledAsync();
        var first = folder.OwnEntry().Serial;
        using var root = Root();
        await OperatorAdd.HandOverAsync(folder, "bea", place.At("out"), root);
        OperatorAdd.Renew(folder, "ada", root);
        Assert.That(folder.Register().SerialsOf("bea"), Is.EqualTo(new[] { Given(folder).OwnEntry().Serial }));
        Assert.That(folder.Register().SerialsOf("ada"), Is.EqualTo(new[] { first, folder.OwnEntry().Serial }));
        Assert.That(folder.Credentials().Identity.Serial, Is.Not.EqualTo(first));
    }

    [Test]
    public async Task Another_name_than_ones_own_needs_a_place()
    {
        var folder = await FilledAsync();
        using var root = Root();
        RootAccessTests.Fails(ExitCode.Usage, "bea is not you (you are ada): --out", () => OperatorAdd.Renew(folder, "bea", root));
    }

    [TestCase("")]
    [TestCase("Bea Smith")]
    public async Task A_bad_name_is_usage(string name)
    {
        var folder = await FilledAsync();
        using var root = Root();
        var failure = await Assert.ThrowsAsync<CommandFailure>(() => OperatorAdd.HandOverAsync(folder, name, place.At("out"), root));
        Assert.That(failure!.Code, Is.EqualTo(ExitCode.Usage)); // asserted just before
    }

    [Test]
    public async Task A_folder_that_is_there_is_not_written_over()
    {
        var folder = await FilledAsync();
        using var root = Root();
        await OperatorAdd.HandOverAsync(folder, "bea", place.At("out"), root);
        var failure = await Assert.ThrowsAsync<CommandFailure>(() => OperatorAdd.HandOverAsync(folder, "cyd", place.At("out"), root));
        Assert.That(failure!.Code, Is.EqualTo(ExitCode.Refused)); // asserted just before
        Assert.That(folder.Register().SerialsOf("cyd"), Is.Empty, "and nobody got a certificate");
    }

    [Test]
    public void A_row_tells_what_a_certificate_is_worth()
    {
        var entries = new[] { "01", "02", "03" }.Select(serial => new OperatorEntry("ada", serial, TestClock.Noon, TestClock.Noon.AddDays(serial == "01" ? 1 : 365))).ToList();
        var revoked = Revocations.None.With(new Revocation(RevokedKind.Operator, "02", "lost", TestClock.Noon));
        var rows = OperatorRow.Of(new OperatorRegister(entries), "03", revoked, TestClock.Noon.AddDays(2));
        Assert.That(rows.Select(row => (row.State, row.Own)), Is.EqualTo(new[] { ("ended", false), ("revoked", false), ("valid", true) }));
        Assert.That(OperatorRow.Draw(rows), Does.Contain("valid, yours").And.Contain("2027-03-01"));
    }

    private OperatorFolder Given(OperatorFolder folder) => new(Path.Combine(place.At("out"), folder.Organism.Value));

    private static RootAccess Root() => RootAccess.Of(null, new PassphraseSource(null, "--passphrase-file"));

    private static async Task<OperatorFolder> FilledAsync()
    {
        var folder = await TestRoot.NewFolderAsync();
        await File.WriteAllTextAsync(folder.Draft, TestGenes.Text);
        await File.WriteAllTextAsync(folder.Genome, "signed");
        await File.WriteAllTextAsync(folder.PoolKey, "-----BEGIN OPENSSH PRIVATE KEY-----");
        FounderFiles.Keep(folder.Founders, [new FounderEntry(0, "/data", [Role.Health], "https://10.0.0.1:7071"), new FounderEntry(1, "/api", [Role.Api], "https://10.0.0.1:7081")]);
        FounderFiles.KeepGreet(folder.Greet, ["https://10.0.0.9:7071", "https://10.0.0.1:7071"]);
        return folder;
    }
}
