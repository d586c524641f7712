using System.Collections.Concurrent;
using Cell.Genome;
using Cell.Identity;
using Cell.Mitosis;
using Cell.Tissue;
using Microsoft.Extensions.Logging;

namespace Cell.Health;

/// <summary>Bears what a role lacks to its least population, one daughter after the other, by the same division as anybody's.</summary>
internal sealed partial class Refiller(
    RosterKeeper keeper, LivingGenome genome, CellId self, Func<Role, CancellationToken, Task<DivisionEnd>> bearAsync, TimeProvider time, ILogger<Refiller> log)
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<Role, string> unborn = new();
    private readonly Dictionary<Role, long> since = [];

    /// <summary>Why a role that is short was not refilled at the last try.</summary>
    public IReadOnlyDictionary<Role, string> Unborn => unborn;

    /// <summary>Raised after a birth, and after a failure that is another than the last one.</summary>
    public event Action<IReadOnlyList<EventNews>>? Reacted;

    public async Task RunAsync(CancellationToken stopping)
    {
        await Task.Delay(Refill.Hearing, time, stopping);
        var failures = 0;
        using var timer = new PeriodicTimer(Beat, time);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            if (Due() is { } shortage)
            {
                failures = await BearAsync(shortage, stopping) ? 0 : failures + 1;
                await Task.Delay(failures > 0 ? Refill.Pause(failures) : TimeSpan.Zero, time, stopping);
            }
        }
    }

    /// <summary>What is to be refilled now.</summary>
    public Shortage? Due()
    {
        var roster = keeper.Roster;
        var shortages = Colleagues.Leads(roster, self) ? Refill.Of(roster, genome.Genes) : [];
        foreach (var role in since.Keys.Where(role => !shortages.Any(one => one.Role == role)).ToList())
        {
            since.Remove(role);
            unborn.TryRemove(role, out _);
        }

        foreach (var shortage in shortages)
        {
            since.TryAdd(shortage.Role, time.GetTimestamp());
        }

        return shortages.FirstOrDefault(one => time.GetElapsedTime(since[one.Role]) >= Refill.Grace);
    }

    private async Task<bool> BearAsync(Shortage shortage, CancellationToken stopping)
    {
        var end = await bearAsync(shortage.Role, stopping);
        var what = $"{shortage.Count} {shortage.Role.ToString().ToLowerInvariant()} cells lived or were being born, the least is {shortage.Least}: {end.Verdict.ToString().ToLowerInvariant()}. {end.Detail}";
        if (unborn.GetValueOrDefault(shortage.Role) != end.Detail)
        {
            // The same failure again and again is one line.
            Reacted?.Invoke([new EventNews(EventKind.Reaction, "", self, what)]);
            LogRefilled(what);
        }

        unborn[shortage.Role] = end.Detail;
        return end.Verdict == DivisionVerdict.Proved;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Refill: {What}")]
    private partial void LogRefilled(string what);
}
