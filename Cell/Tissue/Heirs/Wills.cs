using System.Collections.Concurrent;
using Cell.Identity;

namespace Cell.Tissue;

/// <summary>The wills of the health cells that name this cell, as they last told them. In memory only: they count for minutes.</summary>
internal sealed class Wills(Heartbeats heartbeats, TissueClient client)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<string, (long Version, SignedWill Will)> held = new(StringComparer.Ordinal);

    /// <summary>The newest first.</summary>
    public IReadOnlyList<SignedWill> Newest => [.. held.Values.OrderByDescending(one => one.Version).Select(one => one.Will)];

    /// <summary>Reads those that changed.</summary>
    public async Task ReadAsync(CancellationToken stopping)
    {
        foreach (var (keeper, version) in heartbeats.Wills.Where(told => held.GetValueOrDefault(told.Keeper).Version != told.Version))
        {
            using var bound = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            bound.CancelAfter(Patience);
            try
            {
                held[keeper] = (version, await client.GetAsync(keeper, "/v1/will", TissueJson.Default.SignedWill, bound.Token));
            }
            catch (Exception fault) when (fault is TissueException or OperationCanceledException && !stopping.IsCancellationRequested)
            {
                // The next beat asks again.
            }
        }
    }
}
