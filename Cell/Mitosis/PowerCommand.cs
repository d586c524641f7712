using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Cell.Genome;

namespace Cell.Mitosis;

/// <summary>Runs the operator's own command for a machine's power: any cloud's API, IPMI, a smart plug. The commands are secrets of the health role:
/// <c>wake:HOST</c> or else <c>wake</c>, and <c>sleep:HOST</c> or else <c>sleep</c>. They find CELL_HOST and CELL_USER in an environment that holds
/// nothing else but PATH and HOME.</summary>
internal static class PowerCommand
{
    private const int MostOutput = 500;
    private const int ShortestSecret = 6;
    private const int LongestWord = 9;

    // The text of the command is a secret: an argument could be read by every process of the box, the environment only by those of this user.
    private const string Launch = "command=$CELL_COMMAND; unset CELL_COMMAND; eval \"$command\"";

    /// <param name="verb">"wake" or "sleep".</param>
    /// <returns>Null: there is none.</returns>
    public static string? Of(string verb, string host, IReadOnlyDictionary<string, string> secrets) =>
        secrets.GetValueOrDefault($"{verb}:{host}") is { Length: > 0 } own ? own : secrets.GetValueOrDefault(verb) is { Length: > 0 } common ? common : null;

    /// <exception cref="IOException">There is none, it failed, or it did not end in time: with what it said.</exception>
    public static async Task<string> RunAsync(string verb, PoolMachine machine, IReadOnlyDictionary<string, string> secrets, TimeSpan patience, TimeProvider time, CancellationToken cancellation)
    {
        var command = Of(verb, machine.Host, secrets) ?? throw new IOException($"there is no command to {verb} {machine.Host}: secrets.json needs \"{verb}:{machine.Host}\" or \"{verb}\" in \"health\", then `cell genome push`");
        var start = new ProcessStartInfo("/bin/sh", ["-c", Launch]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        start.Environment.Clear();
        foreach (var (name, value) in new[] { ("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"), ("HOME", "/"), ("CELL_HOST", machine.Host), ("CELL_USER", machine.User), ("CELL_COMMAND", command) })
        {
            start.Environment[name] = value;
        }

        var said = new StringBuilder();
        try
        {
            using var process = Process.Start(start) ?? throw new IOException("/bin/sh did not start");
            process.StandardInput.Close();
            var reading = Task.WhenAll(ReadAsync(process.StandardOutput, said), ReadAsync(process.StandardError, said));
            using var late = new CancellationTokenSource(patience, time);
            using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
            try
            {
                await process.WaitForExitAsync(bound.Token);
                // What it left behind in the background may hold its output open.
                await Task.WhenAny(reading, Task.Delay(TimeSpan.FromSeconds(1), time, CancellationToken.None));
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                cancellation.ThrowIfCancellationRequested();
                throw new IOException($"the command to {verb} {machine.Host} did not end within {Units.Text(patience)}{Said(said, secrets)}");
            }

            return process.ExitCode == 0 ? Shown(said, secrets) : throw new IOException($"the command to {verb} {machine.Host} ended with exit code {process.ExitCode}{Said(said, secrets)}");
        }
        catch (Win32Exception fault)
        {
            throw new IOException($"the command to {verb} {machine.Host} did not start: {fault.Message}", fault);
        }
    }

    private static string Said(StringBuilder said, IReadOnlyDictionary<string, string> secrets) => Shown(said, secrets) is { Length: > 0 } text ? $", having said: {text}" : " and said nothing";

    // It may repeat what it was given: the secrets, and the words of the command that could hold one.
    private static string Shown(StringBuilder said, IReadOnlyDictionary<string, string> secrets)
    {
        string text;
        lock (said)
        {
            text = said.ToString();
        }

        var hidden = secrets.Values.Where(value => value.Length > 0).Concat(secrets.Values.SelectMany(value => value.Split([' ', '\t', '\n', '\'', '"', '=', ';', ','], StringSplitOptions.RemoveEmptyEntries)))
            .Where(MayBeSecret).Distinct().OrderByDescending(word => word.Length);
        text = hidden.Aggregate(text, (shown, word) => shown.Replace(word, "***", StringComparison.Ordinal));
        return string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    // What is long, or mixed with digits, is no word of a language.
    private static bool MayBeSecret(string word) => word[0] is not ('/' or '-' or '$') && (word.Length > LongestWord || (word.Length >= ShortestSecret && word.Any(char.IsAsciiDigit)));

    private static async Task ReadAsync(StreamReader from, StringBuilder said)
    {
        var buffer = new char[1024];
        int count;
        while ((count = await from.ReadAsync(buffer, CancellationToken.None)) > 0)
        {
            lock (said)
            {
                said.Append(buffer, 0, Math.Min(count, MostOutput - Math.Min(said.Length, MostOutput)));
            }
        }
    }
}
