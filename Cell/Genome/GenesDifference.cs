namespace Cell.Genome;

/// <summary>When a changed key counts for cells that live already.</summary>
internal enum Adoption
{
    /// <summary>At once.</summary>
    Live,
    /// <summary>For what a cell says of itself: from its next start.</summary>
    Restart,
    /// <summary>For the depth that certificates allow: with those that root signs from then on.</summary>
    Renewal,
    /// <summary>Not at all: a genome that changes it is refused.</summary>
    Never,
}

/// <summary>One key that two genomes have otherwise.</summary>
/// <param name="Key">Its path: "crawler.delay", "pool.machines[stem1].public".</param>
/// <param name="Before">Null: it was not there.</param>
/// <param name="After">Null: it is not there any more.</param>
internal sealed record GenesDifference(string Key, string? Before, string? After, Adoption Adoption)
{
    private static readonly string[] Fixed = ["organism.name", "listen.public", "listen.tissue"];

    /// <summary>What the second has otherwise than the first, in the order of cell.json.</summary>
    public static IReadOnlyList<GenesDifference> Between(Genes before, Genes after) =>
        [.. Of("", GenesLines.Of(before), GenesLines.Of(after)), .. Machines(before.Pool.Machines, after.Pool.Machines)];

    /// <summary>The keys that no living cell can change, "" when there are none.</summary>
    public static string Unadoptable(Genes before, Genes after) => string.Join(", ", Between(before, after).Where(difference => difference.Adoption == Adoption.Never));

    // crawler.delay: 1s -> 500ms
    public override string ToString() => (Before, After) switch
    {
        (null, "") => $"{Key}: added",
        ("", null) => $"{Key}: removed",
        (null, _) => $"{Key}: added, {After}",
        (_, null) => $"{Key}: removed, was {Before}",
        _ => $"{Key}: {Before} -> {After}",
    };

    private static IEnumerable<GenesDifference> Machines(IReadOnlyList<PoolMachine> before, IReadOnlyList<PoolMachine> after)
    {
        var earlier = before.ToDictionary(machine => machine.Host, StringComparer.OrdinalIgnoreCase);
        var later = after.ToDictionary(machine => machine.Host, StringComparer.OrdinalIgnoreCase);
        foreach (var host in earlier.Keys.Union(later.Keys, StringComparer.OrdinalIgnoreCase))
        {
            var at = $"pool.machines[{host}]";
            if (earlier.TryGetValue(host, out var old) && later.TryGetValue(host, out var now))
            {
                foreach (var difference in Of($"{at}.", GenesLines.Of(old), GenesLines.Of(now)))
                {
                    yield return difference;
                }
            }
            else
            {
                yield return new GenesDifference(at, earlier.ContainsKey(host) ? "" : null, later.ContainsKey(host) ? "" : null, Adoption.Live);
            }
        }
    }

    private static IEnumerable<GenesDifference> Of(string path, IEnumerable<(string Key, string Value)> before, IEnumerable<(string Key, string Value)> after)
    {
        var earlier = before.ToDictionary();
        var later = after.ToDictionary();
        return earlier.Keys.Union(later.Keys)
            .Select(key => new GenesDifference(path + key, earlier.GetValueOrDefault(key), later.GetValueOrDefault(key), AdoptionOf(path + key, earlier.GetValueOrDefault(key), later.GetValueOrDefault(key))))
            .Where(difference => difference.Before != difference.After);
    }

    private static Adoption AdoptionOf(string key, string? before, string? after) => key switch
    {
        _ when Fixed.Contains(key) => Adoption.Never,
        _ when key.StartsWith("store.", StringComparison.Ordinal) => Adoption.Restart,
        _ when key.StartsWith("pool.machines[", StringComparison.Ordinal) && key.EndsWith("].public", StringComparison.Ordinal) => Adoption.Restart,
        // A lower one counts at once: every peer counts the links of a chain.
        "limits.generations" when int.TryParse(before, out var old) && int.TryParse(after, out var now) && now > old => Adoption.Renewal,
        _ => Adoption.Live,
    };
}
