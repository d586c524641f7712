using Cell.Identity;
using Cell.Tissue;

namespace Cell.Health;

/// <summary>Keeps this health cell's will up to date: it counts for minutes only, so that nobody inherits by an old one.</summary>
internal sealed class Testator(RosterKeeper keeper, Papers papers, CellSelf self, TimeProvider time)
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Anew = TimeSpan.FromMinutes(2);

    private Will? last;

    public void Open(Door door) => door.Map("GET", "/v1/will", context => keeper.Bequeathed is { } held
        ? Door.WriteAsync(context, held.Signed, TissueJson.Default.SignedWill)
        : throw new RefusedException("There is no will now: too few cells live, or no machine of health.hosts is blank."));

    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Beat, time);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            var next = Testament.Of(keeper.Roster, papers.Genome.Now, time.GetUtcNow());
            if (next is not null && last is not null && Testament.IsSame(next, last) && next.Issued - last.Issued < Anew && next.Issued >= last.Issued)
            {
                continue;
            }

            last = next;
            var credentials = self.Credentials;
            keeper.Bequeath(next is null ? null : new HeldWill(next, new SignedWill(next.Sign(credentials.Key), [.. credentials.Chain.Select(link => link.RawData)])));
        }
    }
}

/// <summary>The will that counts now, and the same as it is handed to its heirs.</summary>
internal sealed record HeldWill(Will Will, SignedWill Signed);
