using Cell.Identity;

namespace Cell.Cli;

/// <summary>Asks a person, without echo.</summary>
internal static class Terminal
{
    private const int Longest = 1024;

    public static bool IsThere => !Console.IsInputRedirected;

    /// <exception cref="OperationCanceledException">Ctrl-C.</exception>
    public static Passphrase AskSecret(string question)
    {
        var before = Console.TreatControlCAsInput;
        var typed = GC.AllocateArray<char>(Longest, pinned: true);
        Console.TreatControlCAsInput = true; // as a signal it would end nothing while a key is waited for
        Console.Error.Write(question);
        try
        {
            return Passphrase.Of(typed.AsSpan(0, Read(typed)));
        }
        finally
        {
            Array.Clear(typed);
            Console.Error.WriteLine();
            Console.TreatControlCAsInput = before;
        }
    }

    private static int Read(char[] typed)
    {
        for (var count = 0; ;)
        {
            var key = Console.ReadKey(intercept: true);
            switch (key)
            {
                case { Key: ConsoleKey.Enter } or { KeyChar: '\r' or '\n' }:
                    return count;
                case { Key: ConsoleKey.C or ConsoleKey.D, Modifiers: ConsoleModifiers.Control } or { KeyChar: '\u0003' or '\u0004' }:
                    throw new OperationCanceledException();
                case { Key: ConsoleKey.Backspace }:
                    count = Math.Max(0, count - 1);
                    break;
                case { Key: ConsoleKey.U, Modifiers: ConsoleModifiers.Control }:
                    count = 0;
                    break;
                case { KeyChar: not '\0' } when count < Longest:
                    typed[count++] = key.KeyChar;
                    break;
            }
        }
    }
}
