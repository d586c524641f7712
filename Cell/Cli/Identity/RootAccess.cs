using System.CommandLine;
using System.Security.Cryptography.X509Certificates;
using Cell.Identity;

namespace Cell.Cli;

/// <summary>How a command comes to sign as root: by which key file, opened by which passphrase. The one place where root is unlocked; it is asked for once a command, and forgotten with it.</summary>
internal sealed class RootAccess : IDisposable
{
    public const string PassphraseVariable = "CELL_PASSPHRASE_FILE";

    public static readonly Option<string?> KeyOption = new("--root") { Description = "Sign as root with this key file, the recovery root's for example (default: root.key of your folder).", Recursive = true };

    public static readonly Option<string?> PassphraseOption = new("--passphrase-file")
    {
        Description = $"File whose first line opens the root key, \"-\" for standard input (default: {PassphraseVariable}, else the terminal).",
        Recursive = true,
    };

    private readonly string? keyFile;
    private readonly PassphraseSource passphrases;
    private Signer? held;

    private RootAccess(string? keyFile, PassphraseSource passphrases, Signer? held)
    {
        this.keyFile = keyFile;
        this.passphrases = passphrases;
        this.held = held;
    }

    /// <summary>As the command line says.</summary>
    public static RootAccess Of(ParseResult parsed) => new(parsed.GetValue(KeyOption) is { } file ? Path.GetFullPath(file) : null, Passphrases(parsed), null);

    public static RootAccess Of(string? keyFile, PassphraseSource passphrases) => new(keyFile, passphrases, null);

    /// <summary>Unlocked already.</summary>
    public static RootAccess Of(Signer root) => new(null, new PassphraseSource(null, PassphraseOption.Name), root);

    public static PassphraseSource Passphrases(ParseResult parsed) => parsed.GetValue(PassphraseOption) is { } named
        ? new PassphraseSource(named, PassphraseOption.Name)
        : Environment.GetEnvironmentVariable(PassphraseVariable) is { Length: > 0 } kept
            ? new PassphraseSource(kept, PassphraseVariable)
            : new PassphraseSource(null, PassphraseOption.Name);

    /// <summary>The root key; it belongs to this object.</summary>
    /// <param name="deed">What only root may do, as in "sign a genome".</param>
    /// <exception cref="CommandFailure">It is not here, or does not open.</exception>
    public Signer Unlock(OperatorFolder folder, string deed) => held ??= Open(passphrase => folder.UnlockRoot(keyFile, passphrase), folder.Path, deed);

    /// <summary>The same without a folder, by the roots that are known.</summary>
    public Signer Unlock(IReadOnlyList<X509Certificate2> roots, string file, string deed) => held ??= Open(passphrase => RootKey.Unlock(file, roots, passphrase), file, deed);

    public void Dispose()
    {
        held?.Key.Dispose();
        held = null;
    }

    private Signer Open(Func<Func<string, Passphrase>, RootReading> read, string place, string deed)
    {
        Passphrase? given = null;
        try
        {
            return read(file => given = passphrases.Ask(file)) switch
            {
                RootReading.Unlocked(var root) => root,
                RootReading.WrongPassphrase(var file) => throw new CommandFailure(ExitCode.Refused, $"The passphrase does not open {file} (or the file is damaged)."),
                RootReading.Stranger(var file) => throw new CommandFailure(ExitCode.Refused, $"{file} is the key of neither root of this organism: only root may {deed}."),
                RootReading.Absent(var file) when keyFile is not null => throw new CommandFailure(ExitCode.Usage, $"{KeyOption.Name} names {file}, which is not there."),
                RootReading.Absent => throw new CommandFailure(ExitCode.Refused, $"Only root may {deed}, and {place} holds no root key: ask its holder, or name a root's key file with {KeyOption.Name} FILE."),
                var other => throw new InvalidOperationException($"{other} is no reading of a root key."),
            };
        }
        finally
        {
            given?.Dispose();
        }
    }
}
