using Cell.Identity;
using Cell.Tissue;
using Microsoft.Extensions.Logging;

namespace Cell.Pages;

/// <summary>Pulls from the other API cells what this copy of the pages lacks.</summary>
/// <param name="siblings">The living ones.</param>
internal sealed partial class Replication(IPageStore pages, Func<IReadOnlyList<Sibling>> siblings, Func<Sibling, IPageCopy> reach, TimeProvider time, ILogger<Replication> log)
{
    // What one of them has, all have soon.
    private const int MostAsked = 8;
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    private readonly PagePull pull = new(pages, time);
    private readonly Dictionary<CellId, Guid> origins = [];
    private readonly HashSet<CellId> failing = [];
    private Abreast abreast = Abreast.Never;

    /// <summary>Has this copy, and its index, what the others had half a minute ago?</summary>
    public bool CaughtUp => Volatile.Read(ref abreast).Holds(pages.Indexed, time.GetUtcNow());

    /// <summary>When the last round began that brought all that the others had.</summary>
    public DateTimeOffset Whole => Volatile.Read(ref abreast).Began;

    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Beat, time);
        do
        {
            await RoundAsync(stopping);
        }
        while (await timer.WaitForNextTickAsync(stopping));
    }

    internal async Task RoundAsync(CancellationToken stopping)
    {
        var began = time.GetUtcNow();
        var asked = siblings().ToArray();
        Random.Shared.Shuffle(asked);
        var whole = true;
        foreach (var sibling in asked.Take(MostAsked))
        {
            whole &= await TryCatchUpAsync(sibling, stopping);
        }

        if (whole)
        {
            Volatile.Write(ref abreast, abreast.With(began, pages.Last, pages.Indexed));
        }
    }

    private async Task<bool> TryCatchUpAsync(Sibling sibling, CancellationToken stopping)
    {
        try
        {
            origins[sibling.Cell] = await pull.FromAsync(origins.GetValueOrDefault(sibling.Cell), reach(sibling), stopping);
            failing.Remove(sibling.Cell);
            return true;
        }
        catch (Exception fault) when (fault is TissueException or IOException)
        {
            // One line until it is well again.
            if (failing.Add(sibling.Cell))
            {
                LogNotPulled(sibling.Cell.Short, fault.Message);
            }

            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Pages of the sibling {Cell} could not be pulled: {Reason}")]
    private partial void LogNotPulled(string cell, string reason);
}
