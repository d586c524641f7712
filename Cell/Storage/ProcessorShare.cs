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
    private static readonly TimeSpan LookForLate = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan Alone = TimeSpan.FromSeconds(1);

    // It is waited for on light threads: a timer would begin as light as they are.
    private static readonly ManualResetEvent Never = new(false);

    [ThreadStatic]
    private static Piece? piece;

    private readonly Lock gate = new();
    private readonly long start = time.GetTimestamp();
    private ProcessorBudget budget = new(processors, 0, 0, 0);
    private long answering;
    private long late = long.MaxValue;

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

    /// <summary>From when on the first of them has been waiting for longer than answers usually take, as a timestamp of the clock.</summary>
    public long LateFrom
    {
        get => Volatile.Read(ref late);
        set => Volatile.Write(ref late, value);
    }

    /// <summary>None is being answered now, nor was a moment ago: who asks again and again is there all the time.</summary>
    public bool IsAlone => Clients == 0 && (Volatile.Read(ref answering) is var last && (last == 0 || time.GetElapsedTime(last) > Alone));

    /// <summary>Runs it on a background thread when it is its turn.</summary>
    public async Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellation)
    {
        while (Wait(Change(now => now)) is var wait && wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, time, cancellation);
        }

        return await BackgroundThreads.RunAsync(() => Measured(work), light: !IsAlone);
    }

    /// <summary>Work of the calling thread. What is begun while nobody else is there is owed to nobody.</summary>
    public T Measured<T>(Func<T> work)
    {
        piece = new Piece(IsAlone, Spent());
        try
        {
            return work();
        }
        finally
        {
            Charge(piece.Value); // set above
            piece = null;
        }
    }

    /// <summary>Between two steps of such work: waits until the next one is due. The shorter the steps, the less a client waits for one. Any other
    /// thread goes on at once.</summary>
    public void Pause()
    {
        if (piece is { } before)
        {
            for (var wait = Wait(Charge(before)); wait > TimeSpan.Zero; wait = Wait(Change(now => now)))
            {
                Never.WaitOne(wait);
            }

            piece = new Piece(IsAlone, Spent());
        }
    }

    /// <summary>The same things, with a pause before each.</summary>
    public IEnumerable<T> Paced<T>(IEnumerable<T> steps)
    {
        foreach (var step in steps)
        {
            Pause();
            yield return step;
        }
    }

    // Until it should look again.
    private TimeSpan Wait(ProcessorBudget now)
    {
        if (IsAlone)
        {
            return TimeSpan.Zero;
        }

        var due = now.Wait(late: false);
        return due > TimeSpan.Zero ? Min(due, Look) : Min(now.Wait(time.GetTimestamp() > LateFrom), LookForLate);
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private ProcessorBudget Charge(Piece done)
    {
        var spent = Spent() - done.From;
        return Change(now => done.Alone ? now : now.Spent(spent));
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

    /// <param name="From">Seconds of a processor that its thread had had before.</param>
    private readonly record struct Piece(bool Alone, double From);

    private readonly struct TimeSpec
    {
        public readonly nint Seconds;
        public readonly nint Nanoseconds;
    }
}
