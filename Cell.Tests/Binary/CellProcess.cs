using System.Collections.Concurrent;
using System.Diagnostics;
using NUnit.Framework;

namespace Cell.Binary;

/// <summary>How a command ended and what it said.</summary>
internal sealed record Ran(int Code, string Out, string Err);

/// <summary>One process of the executable, with all that it says. Killed when disposed of.</summary>
internal sealed class CellProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process process;
    private bool isDisposed;
    private readonly ConcurrentQueue<string> lines = new();
    private readonly ConcurrentQueue<string> errors = new();

    /// <param name="command">The program, then its arguments.</param>
    public CellProcess(IReadOnlyList<string> command, string operatorBase)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment["CELL_OPERATOR"] = operatorBase;
        foreach (var service in new[] { "JOURNAL_STREAM", "NOTIFY_SOCKET", "RUNTIME_DIRECTORY" })
        {
            start.Environment.Remove(service);
        }

        process = Process.Start(start) ?? throw new InvalidOperationException($"{command[0]} did not start.");
        process.StandardInput.Close();
        process.OutputDataReceived += (_, line) => Keep(lines, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(errors, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => process.Id;

    public bool HasEnded => process.HasExited;

    /// <summary>What a daemon says: its journal.</summary>
    public IReadOnlyList<string> Journal => [.. lines, .. errors];

    public void Signal(Signal signal) => Signals.Send(process.Id, signal);

    /// <summary>Waits for the end, at most so long.</summary>
    public async Task<Ran> EndAsync(TimeSpan within)
    {
        using var bound = new CancellationTokenSource(within);
        try
        {
            await process.WaitForExitAsync(bound.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"It had not ended after {within.TotalSeconds:0} s. It said:\n{string.Join('\n', Journal)}");
        }

        return new Ran(process.ExitCode, string.Join('\n', lines), string.Join('\n', errors));
    }

    public Task<Ran> EndAsync() => EndAsync(Patience);

    public async Task<Ran> StopAsync(Signal signal)
    {
        Signal(signal);
        return await EndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (isDisposed)
        {
            return;
        }

        isDisposed = true;
        if (!process.HasExited)
        {
            Signal(Binary.Signal.Kill);
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    private static void Keep(ConcurrentQueue<string> kept, string? line)
    {
        if (line is not null)
        {
            kept.Enqueue(line);
        }
    }
}
