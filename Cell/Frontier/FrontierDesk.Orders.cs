using Cell.Tissue;

namespace Cell.Frontier;

internal sealed partial class FrontierDesk
{
    /// <param name="host">"" for those that need the longest.</param>
    public FrontierView Look(string host, int most)
    {
        var now = time.GetUtcNow();
        var genes = options.Genes();
        var demand = Tick();
        var longest = rows.Hosts
            .Where(one => host.Length > 0 ? one.Name == host : one.Waiting > 0)
            .Select(one => (Host: one, Left: one.Manners.IsGivenUp ? TimeSpan.Zero : HostReason.TimeToFetch(one.Waiting, DelayOf(one, genes), one.Manners.Answer)))
            .OrderByDescending(one => one.Left).ThenBy(one => one.Host.Name, StringComparer.Ordinal)
            .ToList();
        return new FrontierView(
            1,
            rows.Urls.Count,
            waiting,
            rows.Hosts.Count,
            leased.Count,
            givenUp,
            rows.Bytes,
            demand,
            longest.Count > 0 ? longest[0].Left.TotalSeconds : 0,
            rows.Scopes.View(most),
            [.. longest.Take(most).Select(one => View(one.Host, DelayOf(one.Host, genes), one.Left, now))]);
    }

    /// <returns>Null: no such scope.</returns>
    public ScopeReceipt? Order(ScopeAction action, string canonicalUrl)
    {
        var scope = Scope.Of(canonicalUrl);
        if (rows.Scopes.Find(scope) is null or ScopeState.Removed)
        {
            return null;
        }

        return new ScopeReceipt(1, scope.Prefix, Apply(scope.Prefix, Scopes.After(action), Later(rows.Scopes.ChangedAt(scope.Prefix), time.GetUtcNow())));
    }

    /// <returns>So many URLs of it are known, or were forgotten.</returns>
    private int Apply(string prefix, ScopeState state, long changed)
    {
        rows.Put(prefix, state, changed);
        foreach (var seed in state == ScopeState.Removed ? rows.Seeds.Keys.Where(seed => rows.Scopes.Of(seed) == ScopeState.Removed).ToList() : [])
        {
            rows.ForgetSeed(seed);
        }

        if (rows.Host(CanonicalUrl.HostOf(prefix)) is not { } host)
        {
            return 0;
        }

        var slots = rows.Urls.All().Where(slot => rows.Urls[slot].Host == host.Index).ToList();
        var gone = state == ScopeState.Removed ? slots.Where(slot => rows.Scopes.Of(rows.Row(slot).Url) == ScopeState.Removed).ToHashSet() : [];
        foreach (var slot in gone)
        {
            rows.Forget(slot);
        }

        Requeue(host, slots.Where(slot => !gone.Contains(slot)), gone);
        return state == ScopeState.Removed ? gone.Count : slots.Count;
    }

    // All its lists anew: of what is held, of what is left.
    private void Requeue(HostQueue host, IEnumerable<int> slots, HashSet<int> gone)
    {
        var now = time.GetUtcNow();
        var held = host.Lease?.Rows.Values.Where(slot => !gone.Contains(slot)).ToHashSet() ?? [];
        Count(host, held.Count - host.Waiting);
        (host.Ready, host.Later) = (default, default);
        host.Held.Clear();
        foreach (var url in host.Lease?.Rows.Where(row => gone.Contains(row.Value)).Select(row => row.Key).ToList() ?? [])
        {
            host.Lease!.Rows.Remove(url); // it came from there
        }

        foreach (var slot in slots.Where(slot => !held.Contains(slot)))
        {
            Queue(host, slot, now);
        }

        Place(host, now);
    }

    private static HostView View(HostQueue host, TimeSpan delay, TimeSpan left, DateTimeOffset now) => new(
        host.Name,
        host.Known,
        host.Waiting,
        host.Ready.Count,
        host.Dropped,
        (int)delay.TotalMilliseconds,
        (int)host.Manners.Answer.TotalMilliseconds,
        host.Manners.Address,
        host.Manners.Faults,
        host.Manners.Fault,
        host.Lease?.Holder.ToString() ?? "",
        left.TotalSeconds,
        HostReason.Of(host, host.Counts, delay, now)) { Trapped = host.Trapped };
}
