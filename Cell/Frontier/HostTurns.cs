namespace Cell.Frontier;

/// <summary>Which host comes next: of those that may be asked now, the one whose turn was longest ago. Hosts of one address share its turns.</summary>
internal sealed class HostTurns<THost>
    where THost : TurningHost
{
    private static readonly Comparer<THost> LongestAgo = Comparer<THost>.Create((one, other) =>
        one.LastLeased != other.LastLeased ? one.LastLeased.CompareTo(other.LastLeased) : one.Number.CompareTo(other.Number));

    private readonly SortedSet<THost> ready = new(LongestAgo);
    private readonly PriorityQueue<(THost Host, int Wake), DateTimeOffset> asleep = new();

    /// <summary>When the next one that sleeps may be asked; null: none sleeps.</summary>
    public DateTimeOffset? Next
    {
        get
        {
            while (asleep.TryPeek(out var first, out var at))
            {
                if (first.Host.Wake == first.Wake)
                {
                    return at;
                }

                asleep.Dequeue();
            }

            return null;
        }
    }

    /// <summary>Takes it out before its <see cref="TurningHost.LastLeased"/> changes.</summary>
    public void Remove(THost host)
    {
        ready.Remove(host);
        host.Wake++;
    }

    /// <param name="at">When it may be asked; null: not before something changes.</param>
    public void Place(THost host, DateTimeOffset? at, DateTimeOffset now)
    {
        Remove(host);
        if (at <= now)
        {
            ready.Add(host);
        }
        else if (at is { } later)
        {
            asleep.Enqueue((host, host.Wake), later);
        }
    }

    /// <summary>Those whose time has come.</summary>
    public IEnumerable<THost> Wake(DateTimeOffset now)
    {
        while (Next <= now)
        {
            var host = asleep.Dequeue().Host;
            ready.Add(host);
            yield return host;
        }
    }

    public THost? First() => ready.Min;

    public void Clear()
    {
        ready.Clear();
        asleep.Clear();
    }
}
