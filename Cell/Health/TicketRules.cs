using Cell.Genome;
using Cell.Tissue;

namespace Cell.Health;

/// <summary>May this birth be? Pure: the same for an operator's order and for growth, but for deficit and ranking.</summary>
internal static class TicketRules
{
    /// <summary>The machine to bear on, or why not.</summary>
    public static TicketVerdict Judge(Roster roster, SignedGenome genome, TicketRequest request, DateTimeOffset now)
    {
        var genes = genome.Genes;
        if (Forbidden(roster, genome, request, now) is { } rule)
        {
            return new TicketVerdict("", rule);
        }

        var verdict = Choose(roster, genes, request, now);
        return verdict.Refusal.Length == 0 && genes.Division == DivisionMode.Advise && !request.Ordered
            ? new TicketVerdict("", $"\"division\" is \"advise\": a {request.Role.ToString().ToLowerInvariant()} would be born on {verdict.Machine} now. `cell divide --target {verdict.Machine}` does it.")
            : verdict;
    }

    private static TicketVerdict Choose(Roster roster, Genes genes, TicketRequest request, DateTimeOffset now)
    {
        if (request.Machine.Length == 0)
        {
            var blank = Blank(roster, genes, request.Role).FirstOrDefault();
            return blank is null
                ? new TicketVerdict("", "No machine of the pool is blank: `cell pool list` shows them.")
                : new TicketVerdict(blank.Host, Cost(roster, genes, blank, now) ?? "");
        }

        var machine = genes.Pool.Machines.FirstOrDefault(entry => entry.Host == request.Machine);
        return machine is null
            ? new TicketVerdict("", $"{request.Machine} is not a machine of the signed pool: `cell pool add {request.Machine}` puts it there.")
            : new TicketVerdict(machine.Host, Unfit(roster, genes, machine, request.Role) ?? Cost(roster, genes, machine, now) ?? "");
    }

    private static string? Forbidden(Roster roster, SignedGenome genome, TicketRequest request, DateTimeOffset now)
    {
        var genes = genome.Genes;
        var living = roster.Living.ToList();
        var mother = living.Find(entry => entry.Cell == request.Mother);
        var pending = Pending(roster).ToList();
        var hourAgo = now - TimeSpan.FromHours(1);
        return true switch
        {
            _ when genes.Division == DivisionMode.Paused => "Division is paused in the genome.",
            _ when genome.Expires <= now => $"The genome expired at {genome.Expires:u}: it serves, but never grows. `cell init --resign` renews it.",
            _ when genome.ClockTrouble(now) is { } clock => clock,
            _ when request.Role == Role.Health => "A health cell is born by the root key, while none lives.",
            _ when request.Role == Role.Api && CountOf(living, pending, Role.Api) > 0 => "An API cell lives or is being born: a second one needs a copy of the pages, which cells cannot make yet.",
            _ when roster.Quarantines.TryGetValue(request.Mother, out var quarantine) => $"The mother is in quarantine until {quarantine.Until:u}: {quarantine.Reason}.",
            _ when mother is not { State: CellState.Alive } => $"The mother {request.Mother} is not a living, proved cell of the roster.",
            _ when mother.Facts.Generation >= genes.Limits.Generations => $"The mother is of generation {mother.Facts.Generation}, the last one that limits.generations allows.",
            _ when CountedCells(roster) + pending.Count >= genes.Limits.Cells => $"limits.cells is {genes.Limits.Cells}, and so many live or are being born.",
            _ when CountOf(living, pending, request.Role) >= genes.Population[request.Role].Max =>
                $"population.{request.Role.ToString().ToLowerInvariant()}.max is {genes.Population[request.Role].Max}, and so many live or are being born.",
            _ when roster.Births.Values.Count(birth => birth.Signed > hourAgo) >= genes.Limits.BirthsPerHour =>
                $"limits.birthsPerHour is {genes.Limits.BirthsPerHour}, and so many tickets were signed in the last hour.",
            _ => null,
        };
    }

    private static int CountOf(List<RosterEntry> living, List<Birth> pending, Role role) =>
        living.Count(entry => entry.Facts.Roles.Contains(role)) + pending.Count(birth => birth.Role == role);

    // A silent cell counts as living: only its machine, seen blank, ends it.
    private static int CountedCells(Roster roster) =>
        roster.Living.Count(entry => entry.Facts.Birth.Length == 0)
        + roster.Births.Values.Count(birth => birth.State is BirthState.Born or BirthState.Proved && birth.Ended is null);

    // Until it is settled (BirthLedger.Overdue), however long its ticket has expired.
    private static IEnumerable<Birth> Pending(Roster roster) => roster.Births.Values.Where(birth => birth.State == BirthState.Signed);

    private static IEnumerable<PoolMachine> Blank(Roster roster, Genes genes, Role role) => genes.Pool.Machines
        .Where(machine => Unfit(roster, genes, machine, role) is null)
        .OrderBy(machine => roster.Births.Values.Where(birth => birth.Machine == machine.Host).Max(birth => (DateTimeOffset?)birth.Signed) ?? DateTimeOffset.MinValue)
        .ThenBy(machine => machine.Host, StringComparer.Ordinal);

    private static string? Unfit(Roster roster, Genes genes, PoolMachine machine, Role role)
    {
        if (role == Role.Api && !genes.FrontierHosts.Contains(machine.Host))
        {
            return $"{machine.Host} is not in frontier.hosts: the first API runs the frontier, and only there.";
        }

        if (machine.Founder)
        {
            return $"{machine.Host} is a box of founder cells, never a target.";
        }

        if (roster.Taints.TryGetValue(machine.Host, out var taint))
        {
            return $"{machine.Host} is tainted since {taint.Since:u}: {taint.Reason}";
        }

        if (roster.Living.FirstOrDefault(entry => entry.Facts.Machine == machine.Host) is { } cell)
        {
            return $"{machine.Host} is occupied by the living cell {cell.Cell}.";
        }

        return roster.Births.Values.FirstOrDefault(birth => birth.Machine == machine.Host && birth.State is BirthState.Signed or BirthState.Born && birth.Ended is null) is { } birth
            ? $"{machine.Host} is promised to birth {birth.Id} ({birth.State.ToString().ToLowerInvariant()})."
            : null;
    }

    /// <summary>Spent today + price x hours left today, of all living and this one.</summary>
    private static string? Cost(Roster roster, Genes genes, PoolMachine machine, DateTimeOffset now)
    {
        var midnight = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        var prices = genes.Pool.Machines.ToDictionary(entry => entry.Host, entry => entry.PricePerHour);
        var births = roster.Births.Values.Where(birth => birth.State != BirthState.Undone && (birth.Ended ?? now) > midnight).Sum(birth =>
        {
            var from = birth.Signed > midnight ? birth.Signed : midnight;
            var to = birth.Ended ?? midnight.AddDays(1);
            return prices.GetValueOrDefault(birth.Machine) * (decimal)(to - from).TotalHours;
        });
        var cost = births + (machine.PricePerHour * (decimal)(midnight.AddDays(1) - now).TotalHours);
        return machine.PricePerHour > 0 && cost > genes.Limits.CostPerDay
            ? $"limits.costPerDay is {genes.Limits.CostPerDay}; with {machine.Host} until midnight (UTC) it would be {cost:0.00}."
            : null;
    }
}

/// <param name="Machine">Where to bear; "" when refused before one was chosen.</param>
/// <param name="Refusal">"" when granted.</param>
internal sealed record TicketVerdict(string Machine, string Refusal);
