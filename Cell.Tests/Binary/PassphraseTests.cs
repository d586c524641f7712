using Cell.Cli;
using Cell.Identity;
using NUnit.Framework;

namespace Cell.Binary;

/// <summary>Root keys that a passphrase opens: from a file, from standard input, from a person.</summary>
[Category("Binary")]
internal sealed class PassphraseTests
{
    private const string Secret = "correct horse";
    private readonly TestFolder files = new();

    [OneTimeSetUp]
    public void Write()
    {
        File.WriteAllText(files.At("good"), $"{Secret}\n");
        File.WriteAllText(files.At("wrong"), "battery staple\n");
    }

    [OneTimeTearDown]
    public void Clean_up() => files.Dispose();

    [Test]
    public async Task An_organism_is_made_started_and_signed_anew_with_a_passphrase_file()
    {
        await using var habitat = await Habitat.WithOrganismAsync(null, "--passphrase-file", files.At("good"));
        Assert.That(KeyFile.IsEncrypted(habitat.Operator.RootKeyFile) && KeyFile.IsEncrypted(habitat.Operator.RecoveryKeyFile), Is.True);
        await habitat.StartReadyAsync("--passphrase-file", files.At("good"));
        await habitat.EditAsync(draft => draft.Replace("\"1s\"", "\"2s\"", StringComparison.Ordinal), "--passphrase-file", files.At("good"));
        Assert.That((await habitat.StatusAsync(habitat.Data)).GenomeVersion, Is.EqualTo(3), "the running cell took it");
    }

    [Test]
    public async Task Without_a_terminal_and_a_file_it_says_so_at_once()
    {
        await using var habitat = await Habitat.WithOrganismAsync(null, "--passphrase-file", files.At("good"));
        foreach (var command in new[] { ["init", "--resign"], ["start", "--data", habitat.Data], new[] { "operator", "passphrase" } })
        {
            var refused = await habitat.RunAsync(command);
            Assert.That(refused.Code, Is.EqualTo((int)ExitCode.Usage), refused.Err);
            Assert.That(refused.Err, Does.Contain("root.key is encrypted").And.Contain("--passphrase-file"));
        }

        Assert.That(Path.Combine(habitat.Data, "identity"), Does.Not.Exist);
    }

    [Test]
    public async Task A_wrong_passphrase_is_refused_and_nothing_is_signed()
    {
        await using var habitat = await Habitat.WithOrganismAsync(null, "--passphrase-file", files.At("good"));
        var before = await File.ReadAllBytesAsync(habitat.Operator.Genome);
        foreach (var command in new[] { ["init", "--resign"], ["start", "--data", habitat.Data], new[] { "operator", "add", "bea", "--out", files.At("out") } })
        {
            var refused = await habitat.RunAsync([.. command, "--passphrase-file", files.At("wrong")]);
            Assert.That(refused.Code, Is.EqualTo((int)ExitCode.Refused), refused.Err);
            Assert.That(refused.Err, Does.Contain("The passphrase does not open").And.Contain(habitat.Operator.RootKeyFile));
        }

        Assert.That(await File.ReadAllBytesAsync(habitat.Operator.Genome), Is.EqualTo(before));
    }

    [Test]
    public async Task Old_and_new_passphrase_may_come_on_standard_input()
    {
        await using var habitat = await Habitat.WithOrganismAsync(null, "--passphrase-file", files.At("good"));
        await using var change = new CellProcess(
            ["sh", "-c", $"printf '{Secret}\\nnew one\\n' | \"$0\" operator passphrase --passphrase-file - --new-passphrase-file -", PublishedBinary.Path], habitat.OperatorBase);
        var changed = await change.EndAsync();
        Assert.That(changed.Code, Is.Zero, changed.Err);
        Assert.That(changed.Out, Does.Contain("is changed"));
        Assert.That(habitat.Operator.UnlockRoot(null, _ => Passphrase.Of("new one")), Is.TypeOf<RootReading.Unlocked>());
        Assert.That(habitat.Operator.UnlockRoot(habitat.Operator.RecoveryKeyFile, _ => Passphrase.Of("new one")), Is.TypeOf<RootReading.Unlocked>());
    }

    [Test]
    public async Task A_person_is_asked_twice_and_nothing_is_shown()
    {
        await using var habitat = new Habitat();
        var (code, screen) = await TerminalSession.RunAsync(habitat.OperatorBase, "init demo --host 127.0.0.1 --passphrase", ("New passphrase", Secret), ("once more", Secret));
        Assert.That(code, Is.Zero, screen);
        Assert.That(screen, Does.Not.Contain(Secret));
        Assert.That(habitat.Operator.UnlockRoot(null, _ => Passphrase.Of(Secret)), Is.TypeOf<RootReading.Unlocked>());

        (code, screen) = await TerminalSession.RunAsync(habitat.OperatorBase, "init --resign", ("Passphrase of", $"wring\u007f\u007f\u007f\u007f\u007f{Secret}"));
        Assert.That(code, Is.Zero, screen);
        Assert.That(screen, Does.Contain("Signed genome version 2").And.Not.Contain(Secret));
    }

    [Test]
    public async Task A_person_who_types_two_ways_or_gives_up_changes_nothing()
    {
        await using var habitat = new Habitat();
        var (code, screen) = await TerminalSession.RunAsync(habitat.OperatorBase, "init demo --host 127.0.0.1 --passphrase", ("New passphrase", Secret), ("once more", "other"));
        Assert.That(code, Is.EqualTo((int)ExitCode.Usage), screen);
        (code, screen) = await TerminalSession.RunAsync(habitat.OperatorBase, "init demo --host 127.0.0.1 --passphrase", ("New passphrase", "\u0003"));
        Assert.That(code, Is.EqualTo((int)ExitCode.Interrupted), screen);
        Assert.That(OperatorFoldersOf(habitat), Is.Empty);
    }

    private static string[] OperatorFoldersOf(Habitat habitat) => Directory.Exists(habitat.OperatorBase) ? Directory.GetFileSystemEntries(habitat.OperatorBase) : [];
}
