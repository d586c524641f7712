using Cell.Identity;
using NUnit.Framework;

namespace Cell.Cli;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class PassphraseChangeTests
{
    private readonly OperatorBase place = new();

    [TearDown]
    public void Forget() => place.Dispose();

    [Test]
    public async Task Sets_changes_and_removes_that_of_both_roots()
    {
        var folder = await TestRoot.NewFolderAsync();
        PassphraseChange.Run(folder, null, Source("old", "unused"), Source("new", "one"));
        Assert.That(KeyFile.IsEncrypted(folder.RootKeyFile) && KeyFile.IsEncrypted(folder.RecoveryKeyFile), Is.True);
        PassphraseChange.Run(folder, null, Source("old", "one"), Source("new", "two"));
        Assert.That(Opens(folder, "two"), Is.EqualTo("root recovery"));
        PassphraseChange.Run(folder, null, Source("old", "two"), null);
        Assert.That(KeyFile.IsEncrypted(folder.RootKeyFile) || KeyFile.IsEncrypted(folder.RecoveryKeyFile), Is.False);
        Assert.That(RecoveryFile.Roots(folder.RecoveryKeyFile), Is.EqualTo(folder.Roots()), "the certificates stay behind the key");
        Assert.That(File.GetUnixFileMode(folder.RootKeyFile), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test]
    public async Task With_the_wrong_old_one_nothing_changes()
    {
        var folder = await TestRoot.NewFolderAsync();
        TestRoot.Encrypt(folder.RootKeyFile, "one");
        var before = await BytesAsync(folder);
        RootAccessTests.Fails(ExitCode.Refused, "nothing was changed", () => PassphraseChange.Run(folder, null, Source("old", "wrong"), Source("new", "two")));
        Assert.That(await BytesAsync(folder), Is.EqualTo(before));
    }

    [Test]
    public async Task When_the_second_key_does_not_open_the_first_stays_too()
    {
        var folder = await TestRoot.NewFolderAsync();
        TestRoot.Encrypt(folder.RecoveryKeyFile, "other");
        var before = await BytesAsync(folder);
        RootAccessTests.Fails(ExitCode.Refused, "--root FILE changes one of the files alone", () => PassphraseChange.Run(folder, null, Source("old", "wrong"), Source("new", "two")));
        Assert.That(await BytesAsync(folder), Is.EqualTo(before));
    }

    [Test]
    public async Task A_file_elsewhere_is_changed_alone()
    {
        var folder = await TestRoot.NewFolderAsync();
        File.Move(folder.RecoveryKeyFile, place.At("stick.key"));
        PassphraseChange.Run(folder, place.At("stick.key"), Source("old", ""), Source("new", "one"));
        Assert.That(KeyFile.IsEncrypted(place.At("stick.key")), Is.True);
        Assert.That(KeyFile.IsEncrypted(folder.RootKeyFile), Is.False);
        Assert.That(RecoveryFile.Roots(place.At("stick.key")), Is.EqualTo(folder.Roots()));
    }

    [Test]
    public async Task A_handed_over_folder_has_none_to_change()
    {
        var folder = await TestRoot.NewFolderAsync();
        File.Delete(folder.RootKeyFile);
        File.Delete(folder.RecoveryKeyFile);
        RootAccessTests.Fails(ExitCode.Refused, "Only root may change its passphrase", () => PassphraseChange.Run(folder, null, Source("old", ""), Source("new", "one")));
    }

    [Test]
    public async Task The_key_of_another_organism_is_left_alone()
    {
        var (folder, other) = (await TestRoot.NewFolderAsync(), await TestRoot.NewFolderAsync());
        RootAccessTests.Fails(ExitCode.Refused, "neither root", () => PassphraseChange.Run(folder, other.RootKeyFile, Source("old", ""), Source("new", "one")));
        Assert.That(KeyFile.IsEncrypted(other.RootKeyFile), Is.False);
    }

    private static string Opens(OperatorFolder folder, string secret) => string.Join(' ', new[] { ("root", folder.RootKeyFile), ("recovery", folder.RecoveryKeyFile) }
        .Where(file => folder.UnlockRoot(file.Item2, _ => Passphrase.Of(secret)) is RootReading.Unlocked)
        .Select(file => file.Item1));

    private static async Task<string> BytesAsync(OperatorFolder folder) => await File.ReadAllTextAsync(folder.RootKeyFile) + await File.ReadAllTextAsync(folder.RecoveryKeyFile);

    private PassphraseSource Source(string name, string line)
    {
        File.WriteAllText(place.At(name), line);
        return new PassphraseSource(place.At(name), "--passphrase-file");
    }
}
