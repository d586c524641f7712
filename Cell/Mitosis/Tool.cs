using System.ComponentModel;
using System.Diagnostics;

namespace Cell.Mitosis;

/// <param name="Code">127: not there; 124: it did not end in time and was killed.</param>
internal sealed record ToolResult(int Code, string Output, string Errors)
{
    public bool Good => Code == 0;

    public string Trouble => $"exit code {Code}{(Errors.Trim().Length > 0 ? $": {Errors.Trim()}" : "")}";
}

/// <summary>Runs a program of the operating system, bounded in time.</summary>
internal static class Tool
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static Task<ToolResult> RunAsync(string program, params string[] arguments) => RunAsync(program, arguments, "", Patience);

    public static async Task<ToolResult> RunAsync(string program, IReadOnlyList<string> arguments, string input, TimeSpan patience)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
            using var bound = new CancellationTokenSource(patience, TimeProvider.System);
            var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
            try
            {
                await process.StandardInput.WriteAsync(input.AsMemory(), bound.Token);
                process.StandardInput.Close();
                await process.WaitForExitAsync(bound.Token);
                return new ToolResult(process.ExitCode, await output, await errors);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                return new ToolResult(124, "", $"{program} did not end within {patience.TotalSeconds:0} s");
            }
            catch (IOException)
            {
                await process.WaitForExitAsync(CancellationToken.None);
                return new ToolResult(process.ExitCode, await output, await errors);
            }
        }
        catch (Win32Exception fault)
        {
            return new ToolResult(127, "", $"{program}: {fault.Message}");
        }
    }
}
