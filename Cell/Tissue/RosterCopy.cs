using System.Collections.Immutable;
using Cell.Genome;
using Cell.Identity;

namespace Cell.Tissue;

/// <summary>What a cell knows of the others: the last versions of the roster's entries that the health cells told it. Immutable.</summary>
/// <param name="Version">Of the health cell's roster; 0: nothing heard yet.</param>
internal sealed record RosterCopy(long Version, ImmutableDictionary<CellId, RosterEntry> Cells, IReadOnlyDictionary<Role, Aggregate> Aggregates)
{
    public static readonly RosterCopy Empty = new(0, ImmutableDictionary<CellId, RosterEntry>.Empty, ImmutableDictionary<Role, Aggregate>.Empty);

    /// <summary>Of the health cell's roster when it began to tell this copy.</summary>
    public long Begun { get; init; }

    // Who stands where: asked at each handshake and each question of another cell.
    private ImmutableDictionary<(string Machine, int Slot), RosterEntry> Places { get; init; } = ImmutableDictionary<(string, int), RosterEntry>.Empty;

    /// <summary>A health cell that started anew sends everything: what it does not name is forgotten.</summary>
    public RosterCopy With(HeartbeatAnswer answer)
    {
        var (cells, places) = answer.Whole ? (Empty.Cells, Empty.Places) : (Cells, Places);
        foreach (var entry in answer.Changes)
        {
            var stands = entry.State is not (CellState.Dead or CellState.Gone);
            cells = stands ? cells.SetItem(entry.Cell, entry) : cells.Remove(entry.Cell);
            places = stands ? places.SetItem(Place(entry), entry) : places.GetValueOrDefault(Place(entry))?.Cell == entry.Cell ? places.Remove(Place(entry)) : places;
        }

        return new RosterCopy(answer.RosterVersion, cells, answer.Aggregates) { Begun = answer.Whole ? answer.RosterNewest : Begun, Places = places };
    }

    /// <summary>What several health cells told, as one: whoever hears a cell is right that it lives, and who knows a later incarnation of it knows more.</summary>
    /// <param name="copies">The first one's sums count.</param>
    public static RosterCopy Of(IReadOnlyList<RosterCopy> copies)
    {
        if (copies.Count <= 1)
        {
            return copies.Count == 0 ? Empty : copies[0];
        }

        var best = copies.SelectMany(copy => copy.Cells.Values).GroupBy(entry => entry.Cell)
            .Select(told => told.OrderByDescending(entry => entry.Incarnation).ThenBy(entry => Certainty.IndexOf(entry.State)).First()).ToList();
        return copies[0] with { Cells = best.ToImmutableDictionary(entry => entry.Cell), Places = Empty.Places.SetItems(best.Select(entry => KeyValuePair.Create(Place(entry), entry))) };
    }

    // The dead and the gone stand in no copy.
    private static readonly List<CellState> Certainty = [CellState.Alive, CellState.Suspect, CellState.Newborn];

    /// <summary>Living cells of a role, in the order of their ids.</summary>
    public IEnumerable<RosterEntry> Of(Role role) =>
        Cells.Values.Where(entry => entry.State is CellState.Alive or CellState.Suspect && entry.Facts.Roles.Contains(role)).OrderBy(entry => entry.Cell);

    /// <summary>False only if another certificate is known to stand at its machine and slot, which this one does not renew.</summary>
    public bool MayHold(CellIdentity identity)
    {
        var known = Places.GetValueOrDefault((identity.Machine, identity.Slot));
        return known is null || known.Facts.Serial == identity.Serial || identity.Renews(known.Cell, known.Facts.Generation, known.Facts.CertificateBegins);
    }

    /// <summary>Why a connection's certificate does not count any more; null: it does. An operator's stands on no roster.</summary>
    public string? Outlived(CellIdentity identity) =>
        identity.IsOperator || MayHold(identity) ? null : $"Another certificate is the roster's one for {identity.Machine} slot {identity.Slot}: connect anew.";

    /// <summary>May it take leases? Not before the proof that nobody can enter its machine by the way it came.</summary>
    public bool MayWork(CellId cell) => Cells.TryGetValue(cell, out var entry) && entry.State is CellState.Alive or CellState.Suspect;

    private static (string Machine, int Slot) Place(RosterEntry entry) => (entry.Facts.Machine, entry.Facts.Slot);
}
