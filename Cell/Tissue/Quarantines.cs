using System.Collections.Immutable;
using Cell.Identity;

namespace Cell.Tissue;

/// <summary>A cell that one health cell trusts no more, for a while: no leases, no clients, no births.</summary>
/// <param name="Reason">For people.</param>
internal sealed record Quarantine(CellId Cell, string Reason, DateTimeOffset Since, DateTimeOffset Until);

/// <summary>Which cells are in quarantine for all: what the health cells said in their last answers, counted. Immutable.</summary>
/// <param name="Said">By the health cell's name.</param>
/// <param name="Keepers">The living health cells, by the same names.</param>
internal sealed record Quarantines(ImmutableDictionary<string, IReadOnlyList<Quarantine>> Said, ImmutableHashSet<string> Keepers)
{
    public static readonly Quarantines None = new(ImmutableDictionary.Create<string, IReadOnlyList<Quarantine>>(StringComparer.Ordinal), ImmutableHashSet.Create<string>(StringComparer.Ordinal));

    public Quarantines With(IEnumerable<string> keepers) => this with { Keepers = keepers.ToImmutableHashSet(StringComparer.Ordinal) };

    public Quarantines With(string keeper, IReadOnlyList<Quarantine> said) => this with { Said = Said.SetItem(keeper, said) };

    /// <summary>Why it is in quarantine: more than half of the living health cells say so. Null: it is not.</summary>
    public string? Of(CellId cell, DateTimeOffset now)
    {
        var votes = Said.Where(pair => Keepers.Contains(pair.Key)).SelectMany(pair => pair.Value.Where(one => one.Cell == cell && one.Until > now).Take(1)).ToList();
        return votes.Count * 2 > Keepers.Count ? $"It is in quarantine until {votes.Max(one => one.Until):u}: {votes[0].Reason}" : null;
    }

    /// <summary>All that any of them says.</summary>
    public IEnumerable<CellId> Accused => Said.Values.SelectMany(said => said).Select(one => one.Cell).Distinct();
}
