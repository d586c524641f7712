using Cell.Genome;
using Cell.Identity;

namespace Cell.Tissue;

/// <summary>What an heir judges by when it is asked to sign.</summary>
/// <param name="Own">This heir.</param>
/// <param name="Vacant">So long no health cell has lived, as this heir saw it itself; null: one may live.</param>
/// <param name="Signed">The birth that it signed last; null: none.</param>
internal sealed record HeirView(CellIdentity Own, SignedGenome Genome, Brake Brake, LineageRules Rules, RosterCopy Roster, TimeSpan? Vacant, SignedBirth? Signed, DateTimeOffset Now);

/// <summary>What an heir signed.</summary>
/// <param name="Until">By then its machine's guard has undone it, or it is committed.</param>
internal sealed record SignedBirth(string Birth, string Machine, DateTimeOffset Until);

/// <summary>May a health cell be born by the will of the last ones? Pure: whoever proposes and whoever signs judges alike.</summary>
internal static class HeirRules
{
    private static readonly TimeSpan Next = TimeSpan.FromSeconds(10);

    /// <summary>No health cell must have lived for so long before this heir proposes: those before it go first, and the others, who are to sign, began to look at
    /// other moments.</summary>
    public static TimeSpan Turn(Will will, CellId self) => Vacancy.Enough + (Next * (1 + will.Heirs.TakeWhile(heir => heir.Cell != self).Count()));

    /// <summary>Why this heir may not sign; null: it may.</summary>
    public static string? Bars(Will? will, string unread, Ticket ticket, HeirView view)
    {
        var genes = view.Genome.Genes;
        var mother = ticket.Mother is { } id ? view.Roster.Cells.GetValueOrDefault(id)?.Facts : null;
        return true switch
        {
            _ when will is null => $"{char.ToUpperInvariant(unread[0])}{unread[1..]}.",
            _ when view.Own.Id is not { } own || will.Of(own)?.Key.SequenceEqual(view.Own.Key) != true => "The will does not name this cell.",
            _ when will.Issued > view.Now + GenomeAdoption.Skew || will.Expires < view.Now => $"The will counted from {will.Issued:u} to {will.Expires:u}; here it is {view.Now:u}.",
            _ when view.Vacant is not { } vacant || vacant < Vacancy.Enough => $"A health cell may live: here not all their ports were closed for {Vacancy.Enough.TotalSeconds:0} s.",
            _ when view.Brake.Holds is { } held => held,
            _ when genes.Division == DivisionMode.Paused => "Division is paused in the genome.",
            _ when view.Genome.ClockTrouble(view.Now) is { } clock => clock,
            _ when ticket.Organism != will.Organism || ticket.Role != Role.Health => "The ticket is not for a health cell of this organism.",
            _ when mother is null || will.Of(ticket.Mother!.Value) is null => "The mother is no heir that is known here.", // it was found just before
            _ when mother.Generation >= genes.Limits.Generations => $"The mother is of generation {mother.Generation}, the last one that limits.generations allows.",
            _ when ticket.Expires < view.Now || ticket.Expires > view.Now + Ticket.Lifetime + GenomeAdoption.Skew => $"The ticket is not for now: it ends at {ticket.Expires:u}, it is {view.Now:u}.",
            _ when ticket.RevocationVersion > view.Rules.Revoked.Version => $"The ticket speaks of version {ticket.RevocationVersion} of the list of revocations; here it is {view.Rules.Revoked.Version}.",
            _ when !will.Seats.Contains(ticket.Machine) || !genes.HealthHosts.Contains(ticket.Machine) => $"{ticket.Machine} is no machine that the will names and health.hosts still has.",
            _ when !genes.Pool.Machines.Any(machine => machine.Host == ticket.Machine && !machine.Founder) => $"{ticket.Machine} is no machine of the signed pool that may be born on.",
            _ when Others(view.Roster).Any(entry => entry.Facts.Machine == ticket.Machine) => $"{ticket.Machine} is occupied.",
            _ when genes.Population[Role.Health].Max < 1 => "population.health.max is 0.",
            _ when Others(view.Roster).Count() >= genes.Limits.Cells => $"limits.cells is {genes.Limits.Cells}, and so many live.",
            _ when view.Signed is { } signed && signed.Machine != ticket.Machine && signed.Until > view.Now => $"This cell signed a birth on {signed.Machine}, which counts until {signed.Until:u}.",
            _ => null,
        };
    }

    /// <summary>The births of those that are known to live, for who knows none of them.</summary>
    public static IReadOnlyList<Birth> Births(RosterCopy roster) =>
    [
        .. from entry in Others(roster)
           let facts = entry.Facts
           where facts.Birth.Length > 0 && facts.Roles.Count > 0 && entry.State is CellState.Alive or CellState.Suspect
           select new Birth(facts.Birth, facts.Machine, facts.Mother, facts.Roles[0], facts.CertificateBegins, facts.CertificateBegins + Ticket.Lifetime, BirthState.Proved, entry.Cell, null, "told by an heir"),
    ];

    private static IEnumerable<RosterEntry> Others(RosterCopy roster) => roster.Cells.Values.Where(entry => !entry.Facts.Roles.Contains(Role.Health));
}
