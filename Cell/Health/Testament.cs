using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;

namespace Cell.Health;

/// <summary>What a health cell's will says. Pure.</summary>
internal static class Testament
{
    /// <returns>Null: there are too few heirs, or no machine for a health cell.</returns>
    public static Will? Of(Roster roster, SignedGenome genome, DateTimeOffset now)
    {
        var seats = TicketRules.Seats(roster, genome.Genes, now);
        var heirs = Heirs(roster, genome.Genes);
        var will = new Will(1, genome.Organism.Value, now, now + Will.Lifetime, heirs, seats);
        return seats.Count > 0 && heirs.Count >= will.Needed ? will : null;
    }

    /// <summary>They say the same, but for the time.</summary>
    public static bool IsSame(Will one, Will other) =>
        one.Seats.SequenceEqual(other.Seats) && one.Heirs.Select(heir => heir.Cell).SequenceEqual(other.Heirs.Select(heir => heir.Cell));

    // One of each machine first: what ends one of a machine may end all of it.
    private static IReadOnlyList<Heir> Heirs(Roster roster, Genes genes) =>
    [
        .. roster.Members.Values
            .Where(member => member is { Struck: false, Entry.State: CellState.Alive } && !member.Entry.Facts.Roles.Contains(Role.Health)
                && member.Entry.Facts.Generation < genes.Limits.Generations && !roster.Quarantines.ContainsKey(member.Entry.Cell))
            .GroupBy(member => member.Entry.Facts.Machine)
            .SelectMany(machine => machine.OrderBy(member => member.Entry.Facts.Generation).ThenBy(member => member.Entry.Cell).Select((member, at) => (member, at)))
            .OrderBy(one => one.at).ThenBy(one => one.member.Entry.Facts.Generation).ThenBy(one => one.member.Entry.Cell)
            .Take(Will.MostHeirs)
            .Select(one => new Heir(one.member.Entry.Cell, one.member.Sender.Key)),
    ];
}
