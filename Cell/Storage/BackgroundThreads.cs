using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Cell.Storage;

/// <summary>Threads for work that nobody waits for at a screen. Light ones get a tenth of the processor where others want it; those of full weight are for
/// times in which nobody else is there: beside a crawl that takes all of it, what it brings would be left lying.</summary>
/// <remarks>Nice 10 weighs 110 beside 1024 (Linux, kernel/sched/core.c, sched_prio_to_weight; nice is a thread's own there). Whoever such a thread
/// starts is as light for ever, also a thread of the pool: so what runs here queues nothing, takes no lock that a client may want, and another
/// thread tells that it is done.</remarks>
internal static partial class BackgroundThreads
{
    private const int Nice = 10;
    private const int OfProcess = 0; // PRIO_PROCESS; with 0 it is the calling thread
    private const int Waiting = 4096;

    private static readonly BlockingCollection<Action> Light = new(Waiting);
    private static readonly BlockingCollection<Action> Full = new(Waiting);
    private static readonly BlockingCollection<Action> Told = new(Waiting);

    static BackgroundThreads()
    {
        Start("background done", Tell);
        foreach (var number in Enumerable.Range(1, Environment.ProcessorCount))
        {
            Start($"background {number}", WorkLightly);
            Start($"full weight {number}", () => Work(Full));

            // Who writes the index takes as many as there are processors: pages that come in meanwhile do not wait for the end of its turn.
            Start($"full weight {Environment.ProcessorCount + number}", () => Work(Full));
        }
    }

    /// <summary>Does the box let a thread make itself light? Where it does not, they are as heavy as others.</summary>
    public static bool AreLight { get; private set; }

    /// <param name="light">Somebody may want the processor; else it has as much of it as any other.</param>
    public static Task<T> RunAsync<T>(Func<T> work, bool light)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        (light ? Light : Full).Add(() =>
        {
            try
            {
                var result = work();
                Told.Add(() => done.SetResult(result));
            }
            catch (Exception fault)
            {
                Told.Add(() => done.SetException(fault));
            }
        });
        return done.Task;
    }

    private static void Start(string name, ThreadStart run) => new Thread(run) { IsBackground = true, Name = name }.Start();

    private static void WorkLightly()
    {
        if (OperatingSystem.IsLinux() && SetPriority(OfProcess, 0, Nice) == 0)
        {
            AreLight = true;
        }

        Work(Light);
    }

    private static void Work(BlockingCollection<Action> queue)
    {
        foreach (var work in queue.GetConsumingEnumerable())
        {
            work();
        }
    }

    private static void Tell()
    {
        foreach (var done in Told.GetConsumingEnumerable())
        {
            done();
        }
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, uint who, int nice);
}
