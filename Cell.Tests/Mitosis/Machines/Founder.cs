using System.Collections.Concurrent;
using System.Diagnostics;

namespace Cell.Mitosis;

/// <summary>A founder cell's process on this box. Killed when disposed of.</summary>
internal sealed class Founder : IAsyncDisposable
{
    private readonly Process process;
    private readonly ConcurrentQueue<string> journal = new();

    public Founder(string data, IEnumerable<KeyValuePair<string, string>> environment, IEnumerable<string> options)
    {
        Data = data;
        var start = new ProcessStartInfo(Nursery.Binary, ["start", "--data", data, .. options]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (variable, value) in environment)
        {
            start.Environment[variable] = value;
        }

        process = Process.Start(start) ?? throw new InvalidOperationException("The founder did not start.");
        process.OutputDataReceived += (_, line) => journal.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => journal.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Data { get; }

    public int ProcessId => process.Id;

    public string Journal => string.Join('\n', journal);

    /// <summary>As a power cut does: no goodbye.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await KillAsync();
        }

        process.Dispose();
    }
}
