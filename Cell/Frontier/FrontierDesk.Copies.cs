using Cell.Tissue;

namespace Cell.Frontier;

/// <summary>What was ordered, seeds and the state of scopes, as other cells that may run the frontier keep it too: the later order counts.</summary>
internal sealed partial class FrontierDesk
{
    private readonly string run = Guid.NewGuid().ToString("N");

    /// <param name="known">The token of the last answer: nothing is told twice.</param>
    public OrderCopies Orders(string known)
    {
        var token = $"{run}.{rows.OrdersVersion}";
        return token == known ? new OrderCopies(1, token, [], []) : new OrderCopies(
            1,
            token,
            [.. rows.Scopes.All.Select(scope => new ScopeCopy(scope.Prefix, scope.State.ToString(), scope.Changed))],
            [.. rows.Seeds.Select(seed => new SeedCopy(seed.Key, seed.Value.Given))]);
    }

    /// <returns>So many orders were new.</returns>
    public int Merge(OrderCopies copies)
    {
        var now = time.GetUtcNow();
        var news = 0;
        foreach (var copy in copies.Scopes)
        {
            if (Enum.TryParse<ScopeState>(copy.State, out var state) && CanonicalUrl.IsCanonical(copy.Prefix) && Scope.Of(copy.Prefix).Prefix == copy.Prefix && copy.Changed > rows.Scopes.ChangedAt(copy.Prefix))
            {
                Apply(copy.Prefix, state, copy.Changed);
                news++;
            }
        }

        foreach (var copy in copies.Seeds)
        {
            if (CanonicalUrl.IsCanonical(copy.Url) && copy.Given > rows.GivenAt(copy.Url) && rows.Scopes.Of(copy.Url) is not (null or ScopeState.Removed))
            {
                rows.PutSeed(copy.Url, copy.Given);
                TakeSeed(copy.Url, now);
                news++;
            }
        }

        return news;
    }
}
