using Cell.Identity;
using Cell.Tissue;

namespace Cell;

/// <summary>What the cell does under the brake.</summary>
internal sealed partial class CellHost
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MarkAgain = TimeSpan.FromSeconds(5);

    // Ordered to die it first spreads the order, then ends; let go meanwhile it lives.
    private async Task ObeyAsync(CancellationToken stopping)
    {
        using var changed = new SemaphoreSlim(1);
        void Wake() => changed.Release();
        settings.Papers.Brake.Changed += Wake;
        try
        {
            while (true)
            {
                await changed.WaitAsync(stopping);
                if (settings.Papers.Brake.Now.Level == BrakeLevel.Dead)
                {
                    await SpreadAsync(stopping);
                    await EndByBrakeAsync(stopping);
                }
            }
        }
        finally
        {
            settings.Papers.Brake.Changed -= Wake;
        }
    }

    private async Task SpreadAsync(CancellationToken stopping)
    {
        var start = time.GetTimestamp();
        var patience = ownKeeper is null ? LastWord.Patience : LastWord.KeeperPatience;
        while (!IsSaid() && time.GetElapsedTime(start) < patience)
        {
            await Task.Delay(Look, time, stopping);
        }
    }

    private bool IsSaid() => LastWord.IsSaid(ownKeeper?.Living ?? heartbeats.Roster.Cells.Values, settings.Self.Id, ownKeeper is not null, settings.Papers.Brake.Now.Version);

    private async Task EndByBrakeAsync(CancellationToken stopping)
    {
        while (settings.Papers.Brake.Now is { Level: BrakeLevel.Dead } brake)
        {
            End($"{brake}.", 0);
            await Task.Delay(MarkAgain, time, stopping);
        }
    }
}
