using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Cell.Tissue;

/// <summary>The frontier wherever it is run: by one cell, or by several that each lease hosts of their own.</summary>
/// <param name="peers">Tissue addresses of who runs it.</param>
internal sealed class FrontierPeers(Func<IReadOnlyList<string>> peers, Func<string, IFrontier> of) : IFrontier
{
    // Of which host's lease came from whom, while several run it.
    private readonly ConcurrentDictionary<string, string> leased = new(StringComparer.Ordinal);
    private int turn;

    /// <summary>From the first that has one, each being asked first in turn.</summary>
    public async Task<LeaseAnswer> LeaseAsync(LeaseRequest request, CancellationToken cancellation)
    {
        var all = Peers();
        var first = (int)((uint)Interlocked.Increment(ref turn) % (uint)all.Count);
        var none = new List<LeaseAnswer>();
        Exception? silent = null;
        foreach (var peer in all.Skip(first).Concat(all.Take(first)))
        {
            try
            {
                var answer = await of(peer).LeaseAsync(request, cancellation);
                if (answer.Lease is { } lease)
                {
                    Remember(lease.Host, peer, all.Count);
                    return answer;
                }

                none.Add(answer);
            }
            catch (Exception fault) when (all.Count > 1 && fault is TissueException or IOException)
            {
                silent = fault;
            }
        }

        if (none.Count == 0 && silent is not null)
        {
            ExceptionDispatchInfo.Throw(silent);
        }

        return new LeaseAnswer(1, null, none.Min(answer => answer.RetryAfterMs), silent is null && none.TrueForAll(answer => answer.Dry));
    }

    /// <summary>Where the lease came from. Another one can take it too, where several run it.</summary>
    public async Task<SettleAnswer> SettleAsync(Settlement settlement, CancellationToken cancellation)
    {
        var all = Peers();
        if (!leased.TryGetValue(settlement.Host, out var from) || !all.Contains(from))
        {
            from = all[0];
        }

        var answer = await of(from).SettleAsync(settlement, cancellation);
        if (settlement.Done || !answer.Current)
        {
            leased.TryRemove(settlement.Host, out _);
        }

        return answer;
    }

    public Task<LinkAnswer> AddAsync(LinkBatch batch, CancellationToken cancellation) => of(Peers()[0]).AddAsync(batch, cancellation);

    private void Remember(string host, string peer, int peers)
    {
        if (peers > 1)
        {
            leased[host] = peer;
        }
    }

    private IReadOnlyList<string> Peers() => peers() is { Count: > 0 } all ? all : throw new TissueException("No cell with a frontier is known yet.", null, null);
}
