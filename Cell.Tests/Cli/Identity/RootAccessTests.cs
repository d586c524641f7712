using Cell.Genome;
using Cell.Identity;
using NUnit.Framework;

namespace Cell.Cli;

/// <summary>How commands come by root, and what they say when they do not.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class RootAccessTests
{
    private readonly OperatorBase place = new();

    [TearDown]
    public void Forget() => place.Dispose();

    [Test]
    public async Task The_first_line_of_the_file_opens_the_key()
    {
        var folder = await EncryptedAsync("secret");
        using var root = Access(null, "secret\r\nsecond line\n");
        Assert.That(Issuer.OrganismOf(root.Unlock(folder, "sign")), Is.EqualTo(folder.Organism));
    }

    [Test]
    public async Task Is_asked_for_once_a_command()
    {
        var folder = await EncryptedAsync("secret");
        using var root = Access(null, "secret");
        var first = root.Unlock(folder, "sign");
        File.Delete(place.At("passphrase"));
        Assert.That(root.Unlock(folder, "sign"), Is.SameAs(first));
    }

    [Test]
    public async Task A_wrong_passphrase_is_refused_and_the_file_named()
    {
        var folder = await EncryptedAsync("secret");
        using var root = Access(null, "wrong");
        Fails(ExitCode.Refused, $"The passphrase does not open {folder.RootKeyFile}", () => root.Unlock(folder, "sign"));
    }

    [Test]
    public async Task A_passphrase_file_that_is_not_there_is_usage()
    {
        var folder = await EncryptedAsync("secret");
        using var root = RootAccess.Of(null, new PassphraseSource(place.At("none"), "--passphrase-file"));
        Fails(ExitCode.Usage, $"--passphrase-file names {place.At("none")}", () => root.Unlock(folder, "sign"));
    }

    [Test]
    public async Task The_recovery_key_file_signs_as_well()
    {
        var folder = await EncryptedAsync("secret");
        File.Move(folder.RecoveryKeyFile, place.At("stick.key"));
        using var root = Access(place.At("stick.key"), "secret");
        Assert.That(root.Unlock(folder, "sign").Certificate, Is.EqualTo(folder.Roots()[1]));
    }

    [Test]
    public async Task A_key_of_neither_root_is_refused()
    {
        var (folder, other) = (await TestRoot.NewFolderAsync(), await TestRoot.NewFolderAsync());
        using var root = Access(other.RecoveryKeyFile, "");
        Fails(ExitCode.Refused, $"{other.RecoveryKeyFile} is the key of neither root of this organism: only root may sign a genome", () => root.Unlock(folder, "sign a genome"));
    }

    [Test]
    public async Task A_folder_without_a_root_key_says_that_only_root_may()
    {
        var folder = await TestRoot.NewFolderAsync();
        File.Delete(folder.RootKeyFile);
        using var root = Access(null, "");
        Fails(ExitCode.Refused, $"Only root may sign a genome, and {folder.Path} holds no root key", () => root.Unlock(folder, "sign a genome"));
    }

    [Test]
    public async Task A_named_key_file_that_is_not_there_is_usage()
    {
        var folder = await TestRoot.NewFolderAsync();
        using var root = Access(place.At("none.key"), "");
        Fails(ExitCode.Usage, $"--root names {place.At("none.key")}", () => root.Unlock(folder, "sign"));
    }

    [Test]
    public async Task An_empty_new_passphrase_is_refused()
    {
        await File.WriteAllTextAsync(place.At("passphrase"), "\nsecond");
        Fails(ExitCode.Usage, "An empty passphrase", () => new PassphraseSource(place.At("passphrase"), "--passphrase-file").AskNew());
    }

    [Test]
    public async Task A_line_without_end_is_no_passphrase()
    {
        var folder = await EncryptedAsync("secret");
        using var root = RootAccess.Of(null, new PassphraseSource("/dev/zero", "--passphrase-file"));
        Fails(ExitCode.Usage, "longer than", () => root.Unlock(folder, "sign"));
    }

    internal static void Fails(ExitCode code, string message, Action action)
    {
        var failure = Assert.Throws<CommandFailure>(action);
        Assert.That(failure!.Code, Is.EqualTo(code), failure.Message); // asserted just before
        Assert.That(failure.Message, Does.Contain(message));
    }

    private RootAccess Access(string? keyFile, string passphrase)
    {
        File.WriteAllText(place.At("passphrase"), passphrase);
        return RootAccess.Of(keyFile, new PassphraseSource(place.At("passphrase"), "--passphrase-file"));
    }

    private static async Task<OperatorFolder> EncryptedAsync(string secret)
    {
        var folder = await TestRoot.NewFolderAsync();
        TestRoot.Encrypt(folder.RootKeyFile, secret);
        TestRoot.Encrypt(folder.RecoveryKeyFile, secret);
        return folder;
    }
}
