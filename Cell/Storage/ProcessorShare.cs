using System.Runtime.InteropServices;

namespace Cell.Storage;

/// <summary>Lets background work run as its budget allows (<see cref="ProcessorBudget"/>), by what it takes of the processors. Thread-safe.</summary>
/// <remarks>A light thread gets its tenth only of what the others ask for at that moment: between two answers it has the whole processor, and the next
/// client waits until it is taken off it, with its locks and its share of the garbage.</remarks>
internal sealed partial class ProcessorShare(int processors, TimeProvider time)
{
    private const int OfThread = 3; // CLOCK_THREAD_CPUTIME_ID

    // Clients come and go meanwhile.
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Alone = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly long start = time.GetTimestamp();
    private ProcessorBudget budget = new(processors, 0, 0, 0);
    private long answering;

    /// <summary>How many clients are being answered.</summary>
    public int Clients
    {
        get => budget.Clients;
        set
        {
            if (value > 0 || Clients > 0)
            {
                Volatile.Write(ref answering, time.GetTimestamp());
            }

            Change(now => now with { Clients = value });
        }
    }

    /// <summary>None is being answered now, nor was a moment ago: who asks again and again is there all the time.</summary>
    public bool IsAlone => Clients == 0 && (Volatile.Read(ref answering) is var last && (last == 0 || time.GetElapsedTime(last) > Alone));

    /// <summary>Runs it on a background thread when it is its turn.</summary>
    public async Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellation)
    {
        while (!IsAlone && Change(now => now).Wait is var wait && wait > TimeSpan.Zero)
        {
            await Task.Delay(wait < Look ? wait : Look, time, cancellation);
        }

        return await BackgroundThreads.RunAsync(() => Measured(work), light: !IsAlone);
    }

    /// <summary>Work of the calling thread. What is begun while nobody else is there is owed to nobody.</summary>
    public T Measured<T>(Func<T> work)
    {
        var (alone, before) = (IsAlone, Spent());
        try
        {
            return work();
        }
        finally
        {
            var spent = Spent() - before;
            Change(now => alone ? now : now.Spent(spent));
        }
    }

    private ProcessorBudget Change(Func<ProcessorBudget, ProcessorBudget> change)
    {
        lock (gate)
        {
            return budget = change(budget.At(time.GetElapsedTime(start).TotalSeconds));
        }
    }

    // Seconds of a processor that this thread had.
    private double Spent() => OperatingSystem.IsLinux() && GetTime(OfThread, out var had) == 0 ? had.Seconds + (had.Nanoseconds / 1e9) : time.GetElapsedTime(start).TotalSeconds;

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out TimeSpec time);

    private readonly struct TimeSpec
    {
        public readonly nint Seconds;
        public readonly nint Nanoseconds;
    }
}
