namespace Cell.Identity;

/// <summary>Roots of operator folders whose keys lie in the clear, as `cell init` leaves them without a passphrase.</summary>
internal static class TestRoot
{
    public static readonly Func<string, Passphrase> NoPassphrase = path => throw new InvalidOperationException($"{path} is encrypted.");

    public static Signer UnlockRoot(this OperatorFolder folder) => folder.UnlockRoot(null);

    public static Signer UnlockRoot(this OperatorFolder folder, string? keyFile) =>
        folder.UnlockRoot(keyFile, NoPassphrase) is RootReading.Unlocked(var root) ? root : throw new InvalidOperationException($"{folder.Path} holds no root key.");

    public static Task<OperatorFolder> NewFolderAsync() => NewFolderAsync(null);

    public static Task<OperatorFolder> NewFolderAsync(Passphrase? passphrase) => Genesis.CreateAsync(TestClock.Noon, "ada", passphrase, (_, _) => Task.CompletedTask);
}
