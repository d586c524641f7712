using Microsoft.Extensions.Logging;

namespace Cell.Tissue;

/// <summary>Tells every health cell of the orders that this cell is given. One of them has it on disk before the order is answered, where one answers;
/// what the others have not taken yet is kept in memory, and is lost with the process.</summary>
internal sealed partial class AuditRelay(Func<IReadOnlyList<(string Name, IKeeper Keeper)>> keepers, TimeProvider time, ILogger<AuditRelay> log)
{
    private const int Most = 1000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly LinkedList<Pending> pending = new();

    private sealed record Pending(AuditNote Note)
    {
        public HashSet<string> Taken { get; } = new(StringComparer.Ordinal);

        public bool WasTried { get; set; }
    }

    /// <exception cref="IOException">This cell keeps a log itself, and its disk does not take it.</exception>
    public async Task RecordAsync(AuditDeed deed, CancellationToken cancellation)
    {
        var note = new Pending(new AuditNote(1, Guid.CreateVersion7(time.GetUtcNow()).ToString("D"), deed));
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bound.CancelAfter(Patience);
        await DeliverAsync(note, bound.Token);
        if (IsDone(note))
        {
            return;
        }

        lock (gate)
        {
            pending.AddLast(note);
            if (pending.Count > Most)
            {
                LogLost(pending.First!.Value.Note.Deed.What); // just added to
                pending.RemoveFirst();
            }
        }
    }

    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Again, time);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            List<Pending> waiting;
            lock (gate)
            {
                waiting = [.. pending];
            }

            foreach (var note in waiting)
            {
                using var bound = CancellationTokenSource.CreateLinkedTokenSource(stopping);
                bound.CancelAfter(Patience);
                try
                {
                    await DeliverAsync(note, bound.Token);
                }
                catch (IOException fault)
                {
                    LogUntaken("this process", fault.Message);
                }

                if (!IsDone(note))
                {
                    break;
                }

                lock (gate)
                {
                    pending.Remove(note);
                }
            }
        }
    }

    private bool IsDone(Pending note) => note.Taken.Count > 0 && keepers().All(keeper => note.Taken.Contains(keeper.Name));

    private async Task DeliverAsync(Pending note, CancellationToken cancellation)
    {
        var told = await Task.WhenAll(keepers().Where(keeper => !note.Taken.Contains(keeper.Name)).Select(async keeper => (keeper.Name, Taken: await TellAsync(keeper.Name, keeper.Keeper, note, cancellation))));
        note.WasTried = true;
        note.Taken.UnionWith(told.Where(answer => answer.Taken).Select(answer => answer.Name));
    }

    private async Task<bool> TellAsync(string name, IKeeper keeper, Pending note, CancellationToken cancellation)
    {
        try
        {
            await keeper.RecordAsync(note.Note, cancellation);
            return true;
        }
        catch (Exception fault) when (fault is TissueException or OperationCanceledException)
        {
            if (!note.WasTried)
            {
                LogUntaken(name, fault.Message);
            }

            // What it refuses now it refuses always.
            return fault is TissueException { Status: System.Net.HttpStatusCode.Forbidden or System.Net.HttpStatusCode.BadRequest };
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "An order is not in the audit log of {Keeper} yet: {Reason}")]
    private partial void LogUntaken(string keeper, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Too many orders wait for the health cells' audit logs; this one will be missing there: {What}")]
    private partial void LogLost(string what);
}
