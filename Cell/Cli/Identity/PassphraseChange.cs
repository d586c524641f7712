using System.Security.Cryptography;
using Cell.Identity;
using Cell.Storage;

namespace Cell.Cli;

/// <summary>Another passphrase for the root keys, or none: all of them or none of them.</summary>
internal static class PassphraseChange
{
    /// <param name="only">This key file alone; null: those in the folder.</param>
    /// <param name="old">Opens them, if they are encrypted.</param>
    /// <param name="wished">Null: the keys are to lie in the clear.</param>
    public static void Run(OperatorFolder folder, string? only, PassphraseSource old, PassphraseSource? wished)
    {
        AtomicFolder.Finish(folder.Path);
        var files = (only is null ? new[] { folder.RootKeyFile, folder.RecoveryKeyFile }.Where(File.Exists) : [only]).ToList();
        if (files.Count == 0 || !files.TrueForAll(File.Exists))
        {
            throw only is null
                ? new CommandFailure(ExitCode.Refused, $"Only root may change its passphrase, and {folder.Path} holds no root key: name a root's key file with {RootAccess.KeyOption.Name} FILE.")
                : new CommandFailure(ExitCode.Usage, $"{RootAccess.KeyOption.Name} names {only}, which is not there.");
        }

        var wasEncrypted = files.Exists(KeyFile.IsEncrypted);
        var keys = new List<ECDsa>();
        try
        {
            Open(files, keys, old);
            var texts = Texts(folder, files, keys, wished);
            if (only is null)
            {
                AtomicFolder.Replace(folder.Path, texts.ToDictionary(pair => Path.GetFileName(pair.Key), pair => pair.Value));
            }
            else
            {
                AtomicFile.Write(only, texts[only], AtomicFile.Private);
            }
        }
        finally
        {
            keys.ForEach(key => key.Dispose());
        }

        var done = wished is null ? "removed: anybody who reads the file can sign as root" : wasEncrypted ? "changed" : "set";
        Console.WriteLine($"The passphrase of {string.Join(" and ", files)} is {done}.{(only is null && files.Count == 1 ? $" A key file elsewhere keeps its own: {RootAccess.KeyOption.Name} FILE." : "")}");
    }

    private static void Open(List<string> files, List<ECDsa> keys, PassphraseSource old)
    {
        Passphrase? given = null;
        try
        {
            foreach (var file in files)
            {
                keys.Add(KeyFile.Read(file, path => given ??= old.Ask(path))
                    ?? throw new CommandFailure(ExitCode.Refused, $"The passphrase does not open {file} (or the file is damaged): nothing was changed.{(files.Count > 1 ? $" {RootAccess.KeyOption.Name} FILE changes one of the files alone." : "")}"));
            }
        }
        finally
        {
            given?.Dispose();
        }
    }

    private static Dictionary<string, byte[]> Texts(OperatorFolder folder, List<string> files, List<ECDsa> keys, PassphraseSource? wished)
    {
        var roots = folder.Roots();
        var certificates = keys.Select((key, at) => RootKey.Certificate(key, roots) ?? throw new CommandFailure(ExitCode.Refused, $"{files[at]} is the key of neither root of this organism: nothing was changed.")).ToList();
        using var passphrase = wished?.AskNew();
        return files.Select((file, at) => (file, Text: certificates[at].Equals(roots[1]) ? RecoveryFile.Text(keys[at], passphrase, roots) : KeyFile.Text(keys[at], passphrase)))
            .ToDictionary(pair => pair.file, pair => pair.Text);
    }
}
