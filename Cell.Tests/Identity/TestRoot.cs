using System.Security.Cryptography;

namespace Cell.Identity;

/// <summary>Roots of operator folders whose keys lie in the clear, as `cell init` leaves them without a passphrase.</summary>
internal static class TestRoot
{
    public static readonly Func<string, Passphrase> NoPassphrase = path => throw new InvalidOperationException($"{path} is encrypted.");

    public static Signer UnlockRoot(this OperatorFolder folder) => folder.UnlockRoot(null);

    public static Signer UnlockRoot(this OperatorFolder folder, string? keyFile) =>
        folder.UnlockRoot(keyFile, NoPassphrase) is RootReading.Unlocked(var root) ? root : throw new InvalidOperationException($"{folder.Path} holds no root key.");

    /// <summary>The same file with its key encrypted by few rounds: the full count costs a third of a second each time.</summary>
    public static void Encrypt(string keyFile, string secret)
    {
        var text = File.ReadAllText(keyFile);
        using var key = KeyFile.Read(keyFile, NoPassphrase) ?? throw new InvalidOperationException("No passphrase was tried.");
        var encrypted = key.ExportEncryptedPkcs8PrivateKeyPem(secret, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 10));
        File.WriteAllText(keyFile, $"{encrypted}\n{string.Concat(text.Split("-----END PRIVATE KEY-----").Skip(1)).TrimStart()}");
    }

    public static Task<OperatorFolder> NewFolderAsync() => Genesis.CreateAsync(TestClock.Noon, "ada", null, (_, _) => Task.CompletedTask);
}
