using CsCheck;
using NUnit.Framework;

namespace Cell.Identity;

/// <summary>recovery.key alone is enough: key and both roots.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class RecoveryFileTests
{
    private readonly OperatorBase place = new();

    [TearDown]
    public void Forget() => place.Dispose();

    [Test]
    public async Task Holds_the_key_and_both_roots()
    {
        var made = await TestRoot.NewFolderAsync();
        var roots = RecoveryFile.Roots(made.RecoveryKeyFile);
        Assert.That(roots, Is.EqualTo(made.Roots()));
        Assert.That(RootKey.Unlock(made.RecoveryKeyFile, roots, TestRoot.NoPassphrase), Is.TypeOf<RootReading.Unlocked>().With.Property("Root").Property("Certificate").EqualTo(roots[1]));
    }

    [Test]
    public async Task Is_encrypted_with_its_roots_in_the_clear()
    {
        using var passphrase = Passphrase.Of("secret");
        var made = await Genesis.CreateAsync(TestClock.Noon, "ada", passphrase, (_, _) => Task.CompletedTask);
        var roots = RecoveryFile.Roots(made.RecoveryKeyFile);
        Assert.That(KeyFile.IsEncrypted(made.RecoveryKeyFile), Is.True);
        Assert.That(RootKey.Unlock(made.RecoveryKeyFile, roots, _ => Passphrase.Of("secret")), Is.TypeOf<RootReading.Unlocked>());
        Assert.That(RootKey.Unlock(made.RecoveryKeyFile, roots, _ => Passphrase.Of("other")), Is.EqualTo(new RootReading.WrongPassphrase(made.RecoveryKeyFile)));
    }

    [Test]
    public async Task The_working_roots_file_is_none() =>
        Assert.That(async () => RecoveryFile.Roots((await TestRoot.NewFolderAsync()).RootKeyFile), Throws.InstanceOf<IOException>().With.Message.Contains("root.key").And.Message.Contains("cell init"));

    [Test]
    public async Task Roots_in_another_order_are_refused()
    {
        var made = await TestRoot.NewFolderAsync();
        await File.WriteAllTextAsync(place.At("turned"), await File.ReadAllTextAsync(made.RootKeyFile) + Pem.Text([.. made.Roots().Reverse()]));
        Assert.That(() => RecoveryFile.Roots(place.At("turned")), Throws.InstanceOf<IOException>().With.Message.Contains("turned"));
    }

    [Test]
    public async Task A_damaged_file_is_named_and_never_a_crash()
    {
        var whole = await File.ReadAllBytesAsync((await TestRoot.NewFolderAsync()).RecoveryKeyFile);
        var file = place.At("damaged.key");
        Gen.Int[0, whole.Length - 1].Select(Gen.Byte, Gen.Bool).Sample(
            (at, value, cut) =>
            {
                File.WriteAllBytes(file, cut ? whole[..at] : [.. whole[..at], value, .. whole[(at + 1)..]]);
                try
                {
                    _ = RootKey.Unlock(file, RecoveryFile.Roots(file), TestRoot.NoPassphrase);
                }
                catch (IOException fault)
                {
                    Assert.That(fault.Message, Does.Contain(file));
                }
            },
            iter: 500,
            threads: 1);
    }
}
