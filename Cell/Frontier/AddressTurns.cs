namespace Cell.Frontier;

/// <summary>Leases by address: hosts that one machine serves share what it bears. Those that find it busy come one by one, in order.</summary>
internal sealed class AddressTurns<THost>
    where THost : TurningHost
{
    private readonly Dictionary<string, (int Leases, Queue<THost> Parked)> all = new(StringComparer.Ordinal);

    public bool TryEnter(THost host, string address, int most)
    {
        var (leases, parked) = all.GetValueOrDefault(address, (0, new Queue<THost>()));
        if (address.Length > 0 && leases >= most)
        {
            parked.Enqueue(host);
            return false;
        }

        Enter(address);
        return true;
    }

    public void Enter(string address)
    {
        var (leases, parked) = all.GetValueOrDefault(address, (0, new Queue<THost>()));
        all[address] = (leases + 1, parked);
    }

    /// <returns>Who may come instead; null: nobody waits.</returns>
    public THost? Leave(string address)
    {
        var (leases, parked) = all[address];
        if (leases == 1 && parked.Count == 0)
        {
            all.Remove(address);
        }
        else
        {
            all[address] = (leases - 1, parked);
        }

        return parked.Count > 0 ? parked.Dequeue() : null;
    }

    public void Clear() => all.Clear();
}

internal static class AddressTurns
{
    /// <summary>Leases at once such that requests to the address are so far apart on average, each lease keeping its host's delay.</summary>
    public static int Most(TimeSpan hostDelay, TimeSpan addressDelay) =>
        hostDelay <= TimeSpan.Zero || addressDelay <= TimeSpan.Zero ? int.MaxValue : (int)Math.Clamp(hostDelay / addressDelay, 1, 1000);
}
