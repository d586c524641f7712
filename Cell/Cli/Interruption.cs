using System.Runtime.InteropServices;

namespace Cell.Cli;

/// <summary>Ctrl-C and SIGTERM while a command works on something that must not be left half way: the first asks to stop, the second gives up waiting.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly TaskCompletionSource once = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource stop = new();
    private readonly CancellationTokenSource twice = new();
    private readonly PosixSignalRegistration[] signals;

    public Interruption() => signals = [Register(PosixSignal.SIGINT), Register(PosixSignal.SIGTERM)];

    public bool Happened => once.Task.IsCompleted;

    /// <summary>Completes at the first signal.</summary>
    public Task Once => once.Task;

    /// <summary>Cancelled at the first signal.</summary>
    public CancellationToken Stop => stop.Token;

    /// <summary>Cancelled at the second signal.</summary>
    public CancellationToken GivenUp => twice.Token;

    public void Dispose()
    {
        foreach (var signal in signals)
        {
            signal.Dispose();
        }

        stop.Dispose();
        twice.Dispose();
    }

    private PosixSignalRegistration Register(PosixSignal signal) => PosixSignalRegistration.Create(signal, context =>
    {
        // Otherwise the runtime ends the process at once.
        context.Cancel = true;
        if (once.TrySetResult())
        {
            stop.Cancel();
        }
        else
        {
            twice.Cancel();
        }
    });
}
