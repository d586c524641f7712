using Cell.Genome;
using Cell.Storage;
using Cell.Tissue;

namespace Cell.Frontier;

/// <summary>A host whose message this process holds.</summary>
internal sealed class HeldHost(HostRecord row, BrokerMessage message, DateTimeOffset since) : TurningHost(row.Name, row.Number)
{
    public BrokerMessage Message { get; } = message;

    public DateTimeOffset Since { get; } = since;

    /// <summary>Of the row that is known.</summary>
    public long Version { get; set; } = -1;

    public int Ready { get; set; }

    /// <summary>Who leased it last: another's times are by another clock.</summary>
    public string Owner { get; set; } = "";

    /// <summary>Something is being done with it.</summary>
    public bool Busy { get; set; }

    /// <summary>The address at which it takes a turn; null: none.</summary>
    public string? Turn { get; set; }

    public bool IsIdle => Lease is null && !Busy;
}

/// <summary>The hosts whose messages this process holds, and their turns. What it says of a host may be old: the database decides.</summary>
/// <param name="self">This API cell.</param>
internal sealed class HeldHosts(FrontierOptions options, string self, TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, HeldHost> byName = new(StringComparer.Ordinal);
    private readonly HashSet<HeldHost> leased = [];
    private readonly HostTurns<HeldHost> turns = new();
    private readonly AddressTurns<HeldHost> addresses = new();
    private PaceBucket pace = new(time.GetUtcNow(), 0);

    public int Count => Read(() => byName.Count);

    /// <summary>When the next one may be asked; null: none.</summary>
    public DateTimeOffset? Next => Read(() => turns.First() is null ? turns.Next : DateTimeOffset.MinValue);

    /// <returns>False: a message for it is held already.</returns>
    public bool TryHold(HostRecord row, BrokerMessage message) => Read(() =>
    {
        if (byName.ContainsKey(row.Name))
        {
            return false;
        }

        byName[row.Name] = new HeldHost(row, message, time.GetUtcNow());
        Learn(byName[row.Name], row);
        return true;
    });

    public bool IsHeld(string name) => Read(() => byName.ContainsKey(name));

    /// <summary>Whose turn it is, and how many URLs the pace leaves it. What is taken is <see cref="Return"/>ed.</summary>
    /// <param name="share">Of the organism's pace, that which this process may use.</param>
    public (HeldHost Host, int Urls)? Take(int urls, double share, CrawlerGenes genes) => Read<(HeldHost, int)?>(() =>
    {
        var now = time.GetUtcNow();
        _ = turns.Wake(now).Count();
        pace = pace.At(now, genes.Pace * share);
        while (pace.Allows(urls) is > 0 and var allowed && turns.First() is { } host)
        {
            turns.Remove(host);
            var delay = FrontierOptions.DelayOf(genes, host.Name, host.Manners);
            if (addresses.TryEnter(host, host.Manners.Address, AddressTurns.Most(delay, genes.AddressDelay)))
            {
                (host.Busy, host.Turn) = (true, host.Manners.Address);
                allowed = Math.Min(allowed, options.MostWithin(delay, urls));
                pace = pace.Less(allowed);
                return (host, allowed);
            }
        }

        return null;
    });

    /// <param name="unused">Of the URLs that the pace left it.</param>
    /// <param name="row">As it is now; null: that is not known.</param>
    /// <param name="crowded">Others work on its address: it is asked for again a little later.</param>
    public void Return(HeldHost host, HostRecord? row, int unused, bool crowded) => Read(() =>
    {
        host.Busy = false;
        pace = pace.Less(-unused);
        if (crowded)
        {
            host.Polite = time.GetUtcNow() + HostLease.Grace;
        }

        if (row is not null)
        {
            Learn(host, row);
        }

        Settle(host);
        return true;
    });

    /// <summary>What the database says of a host, if it is held.</summary>
    public void Learn(HostRecord row) => Read(() =>
    {
        if (byName.TryGetValue(row.Name, out var host))
        {
            Learn(host, row);
        }

        return true;
    });

    public IReadOnlyList<HeldHost> Leased(Func<HeldHost, HostLease, bool> which) => Read(() => leased.Where(host => which(host, host.Lease!)).ToList()); // leased

    public IReadOnlyList<HeldHost> Where(Func<HeldHost, bool> which) => Read(() => byName.Values.Where(which).ToList());

    /// <summary>Its message is not held any more.</summary>
    /// <returns>False: it is being leased now.</returns>
    public bool Drop(HeldHost host) => Read(() =>
    {
        if (!host.IsIdle || byName.GetValueOrDefault(host.Name) != host)
        {
            return false;
        }

        Forget(host);
        return true;
    });

    /// <summary>Their messages are another's now, leased or not.</summary>
    public IReadOnlyList<HeldHost> Clear(Func<BrokerMessage, bool> which) => Read(() =>
    {
        var gone = byName.Values.Where(host => which(host.Message)).ToList();
        gone.ForEach(Forget);
        return gone;
    });

    private void Forget(HeldHost host)
    {
        byName.Remove(host.Name);
        leased.Remove(host);
        turns.Remove(host);
        Leave(host);
    }

    // By another's clock a lease may be over when it is not: it is counted anew from now, as long as it can last.
    private void Learn(HeldHost host, HostRecord row)
    {
        if (row.Version <= host.Version)
        {
            return;
        }

        var now = time.GetUtcNow();
        var isOthers = row.Owner.Length > 0 && row.Owner != self;
        var isSame = host.Lease is not null && host.Fence == row.Fence;
        var polite = isOthers ? Later(row.Polite, now + FrontierOptions.DelayOf(options.Genes(), row.Name, row.Manners)) : row.Polite;
        (host.Version, host.Fence, host.Manners, host.Ready, host.LastLeased, host.Polite, host.Owner) = (row.Version, row.Fence, row.Manners, row.Ready, row.LastLeased, polite, row.Owner);
        host.Lease = row.Lease is { } lease && isOthers ? lease with { Ends = isSame ? host.Lease!.Ends : now + options.LeaseLength } : row.Lease; // isSame says that there is one
        Settle(host);
    }

    // Its place in the turns, and at its address, by what is known of it.
    private void Settle(HeldHost host)
    {
        if (host.Busy || byName.GetValueOrDefault(host.Name) != host)
        {
            return;
        }

        if (host.Lease is { } held)
        {
            leased.Add(host);
            turns.Remove(host);
            if (host.Turn is null)
            {
                addresses.Enter(held.Address);
                host.Turn = held.Address;
            }

            return;
        }

        leased.Remove(host);
        Leave(host);
        turns.Place(host, host.Ready > 0 ? host.Polite : null, time.GetUtcNow());
    }

    private void Leave(HeldHost host)
    {
        if (host.Turn is not { } turn)
        {
            return;
        }

        host.Turn = null;
        while (addresses.Leave(turn) is { } parked)
        {
            if (byName.GetValueOrDefault(parked.Name) == parked && parked.IsIdle)
            {
                turns.Place(parked, parked.Polite, time.GetUtcNow());
                return;
            }

            // Who waited there is gone: the turn is the next one's.
            addresses.Enter(turn);
        }
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private T Read<T>(Func<T> read)
    {
        lock (gate)
        {
            return read();
        }
    }
}
