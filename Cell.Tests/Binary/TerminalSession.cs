using System.Diagnostics;
using System.Text;
using NUnit.Framework;

namespace Cell.Binary;

/// <summary>The executable at a terminal, with a person who answers what is asked (script(1) of util-linux gives the terminal).</summary>
internal static class TerminalSession
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <param name="answers">In turn: what must be asked, and what is typed then.</param>
    /// <returns>The exit code and all that stood on the screen.</returns>
    public static async Task<(int Code, string Screen)> RunAsync(string operatorBase, string arguments, params (string Asked, string Typed)[] answers)
    {
        var start = new ProcessStartInfo("script", ["-qec", $"{PublishedBinary.Path} {arguments}", "/dev/null"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["CELL_OPERATOR"] = operatorBase;
        using var bound = new CancellationTokenSource(Patience);
        using var process = Process.Start(start) ?? throw new InvalidOperationException("script did not start.");
        var screen = new StringBuilder();
        try
        {
            foreach (var (asked, typed) in answers)
            {
                await ReadUntilAsync(process, screen, asked, bound.Token);
                await process.StandardInput.WriteAsync($"{typed}\r".AsMemory(), bound.Token);
                await process.StandardInput.FlushAsync(bound.Token);
            }

            screen.Append(await process.StandardOutput.ReadToEndAsync(bound.Token));
            await process.WaitForExitAsync(bound.Token);
            return (process.ExitCode, screen.ToString());
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new AssertionException($"It did not end within {Patience.TotalSeconds:0} s. On the screen:\n{screen}");
        }
    }

    private static async Task ReadUntilAsync(Process process, StringBuilder screen, string asked, CancellationToken cancellation)
    {
        var from = screen.Length;
        var letter = new char[1];
        while (!screen.ToString(from, screen.Length - from).Contains(asked, StringComparison.Ordinal))
        {
            if (await process.StandardOutput.ReadAsync(letter, cancellation) == 0)
            {
                throw new AssertionException($"It never asked \"{asked}\". On the screen:\n{screen}");
            }

            screen.Append(letter[0]);
        }
    }
}
