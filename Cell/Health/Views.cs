using Cell.Genome;
using Cell.Homeostasis;
using Cell.Identity;
using Cell.Tissue;
using Cell.Vitals;

namespace Cell.Health;

/// <summary>A role as balance is decided by, taken from the roster. Pure.</summary>
internal static class Views
{
    /// <param name="birth">How long one takes.</param>
    /// <param name="now">The keeper's monotonic clock.</param>
    public static RoleView Of(Roster roster, Aggregate sum, Role role, Genes genes, TimeSpan birth, DateTimeOffset utc, TimeSpan now)
    {
        var room = TicketRules.MayGrow(roster, genes) ? TicketRules.Room(roster, genes, role, utc) : 0;
        return new RoleView(role, sum, genes.Population[role], [.. Intents(roster, role, genes, utc, now)], Math.Max(0, room - genes.Pool.Reserve), birth, () => [.. Candidates(roster, role, genes, utc)])
        {
            Reserve = Math.Min(room, genes.Pool.Reserve),
        };
    }

    private static IEnumerable<Intent> Intents(Roster roster, Role role, Genes genes, DateTimeOffset utc, TimeSpan now)
    {
        var daughters = roster.Births.Values.ToLookup(birth => birth.Mother);
        return
            from member in roster.Members.Values
            let entry = member.Entry
            where entry.State == CellState.Alive
            from wish in entry.Vitals.Wishes ?? []
            where wish.Role == role
            select new Intent(entry.Cell, role, entry.Facts.Generation, genes.Limits.Generations - entry.Facts.Generation, now - member.Heard, Unfit(roster, daughters[entry.Cell], entry, wish, utc))
            {
                Replaces = wish.Replaces,
                Moves = wish.Moves,
            };
    }

    private static string Unfit(Roster roster, IEnumerable<Birth> daughters, RosterEntry entry, Wish wish, DateTimeOffset utc) =>
        entry.Vitals.Pregnant
        ?? (roster.Quarantines.ContainsKey(entry.Cell) ? "it is in quarantine" : null)
        ?? BirthLedger.Barren(daughters, utc)
        ?? (wish.Replaces ? Replacements.Forbids(roster.Births, entry.Facts.Birth, utc) : null)
        ?? "";

    private static IEnumerable<Candidate> Candidates(Roster roster, Role role, Genes genes, DateTimeOffset utc)
    {
        var prices = genes.Pool.Machines.ToDictionary(machine => machine.Host, machine => machine.PricePerHour, StringComparer.Ordinal);
        return
            from entry in roster.Living
            where entry.State is CellState.Alive or CellState.Suspect && entry.Facts.Roles.Contains(role)
            let load = entry.Vitals.Loads.GetValueOrDefault(role)
            select new Candidate(entry.Cell, Stress.Health(load, entry.Vitals.Slowness ?? 1, entry.Vitals.Faults ?? 0), prices.GetValueOrDefault(entry.Facts.Machine), entry.Facts.Started, Needed(entry, utc));
    }

    // One that was only just born has not shown yet what it is for.
    private static string Needed(RosterEntry entry, DateTimeOffset utc) => true switch
    {
        _ when entry.State != CellState.Alive => "it is silent",
        _ when entry.Vitals.Needed is { } why => why,
        _ when entry.Facts.Birth.Length == 0 => "it is a founder",
        _ when utc - entry.Facts.Started < Infancy => "it was just born",
        _ => "",
    };

    private static readonly TimeSpan Infancy = TimeSpan.FromSeconds(30);
}
