using System.Security.Cryptography;
using Cell.Identity;

namespace Cell.Cli;

/// <summary>Where passphrases come from: a file's first line, or a person at the terminal.</summary>
/// <param name="File">Null: the terminal. "-": standard input.</param>
/// <param name="Name">The option or variable that named it, for messages.</param>
internal sealed record PassphraseSource(string? File, string Name)
{
    private const int Longest = 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Opens a key.</summary>
    /// <exception cref="CommandFailure">There is nobody to ask and no file.</exception>
    public Passphrase Ask(string keyFile) => this switch
    {
        { File: { } file } => FirstLine(file),
        _ when Terminal.IsThere => Terminal.AskSecret($"Passphrase of {keyFile}: "),
        _ => throw Nobody($"{keyFile} is encrypted"),
    };

    /// <summary>For a key that is to be encrypted; a person types it twice.</summary>
    /// <exception cref="CommandFailure">There is nobody to ask and no file, it is empty, or it was typed in two ways.</exception>
    public Passphrase AskNew()
    {
        if (File is { } file)
        {
            return Proper(FirstLine(file));
        }

        if (!Terminal.IsThere)
        {
            throw Nobody("A new passphrase is wanted");
        }

        var first = Proper(Terminal.AskSecret("New passphrase of the root keys: "));
        using var second = Terminal.AskSecret("The same once more: ");
        return first.IsSameAs(second) ? first : throw new CommandFailure(ExitCode.Usage, "The passphrases differ: nothing was changed.");
    }

    private CommandFailure Nobody(string what) =>
        new(ExitCode.Usage, $"{what}, and there is no terminal to ask on: {Name} FILE names a file whose first line is the passphrase (\"-\": standard input).");

    private static Passphrase Proper(Passphrase given) =>
        given.IsEmpty ? throw new CommandFailure(ExitCode.Usage, "An empty passphrase protects nothing: nothing was changed.") : given;

    // A pipe that nobody writes to must not hold the command for ever.
    private Passphrase FirstLine(string file)
    {
        try
        {
            return Task.Run(() => Read(file)).WaitAsync(Patience, TimeProvider.System).GetAwaiter().GetResult();
        }
        catch (TimeoutException)
        {
            throw new CommandFailure(ExitCode.Usage, $"{Name} {file}: no line came within {Patience.TotalSeconds:0} s.");
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CommandFailure(ExitCode.Usage, $"{Name} names {file}, which is not there.");
        }
    }

    private Passphrase Read(string file)
    {
        using var stream = file == "-" ? Console.OpenStandardInput() : new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        var line = GC.AllocateArray<byte>(Longest, pinned: true);
        try
        {
            for (var count = 0; count < Longest; count++)
            {
                var read = stream.Read(line, count, 1);
                if (read == 0 || line[count] == '\n')
                {
                    return Passphrase.Of(line.AsSpan(0, count).TrimEnd((byte)'\r'));
                }
            }

            throw new CommandFailure(ExitCode.Usage, $"{Name} {file}: its first line is longer than {Longest} bytes, that is no passphrase.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(line);
        }
    }
}
