using Cell.Genome;
using Cell.Identity;
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
        if (verdict.Refusal.Length == 0 && genes.Pool.Reserve > 0 && IsGrowth(roster, genes, request) && Room(roster, genes, request.Role, now) <= genes.Pool.Reserve)
        {
            return new TicketVerdict("", $"pool.reserve is {genes.Pool.Reserve}: growth leaves the last blank machines, cells and births of the hour alone.");
        }

        return verdict.Refusal.Length == 0 && genes.Division == DivisionMode.Advise && !request.Ordered
            ? new TicketVerdict("", $"\"division\" is \"advise\": a {request.Role.ToString().ToLowerInvariant()} would be born on {verdict.Machine} now. `cell divide --target {verdict.Machine}` does it.")
            : verdict;
    }

    /// <summary>Why a proposal of another health cell is none that this one may judge; null: it is.</summary>
    /// <param name="electorate">As this health cell sees it.</param>
    public static string? Foreign(Ticket ticket, TicketRequest request, OrganismId organism, IReadOnlyList<string> electorate, DateTimeOffset now) => true switch
    {
        _ when ticket.Organism != organism.Value => $"The proposal is of organism {ticket.Organism}.",
        _ when ticket.Mother != request.Mother || ticket.Role != request.Role => "The proposal is for another birth than the one asked for.",
        _ when ticket.Expires < now || ticket.Expires > now + Ticket.Lifetime + GenomeAdoption.Skew => $"The proposal is not for now: it ends at {ticket.Expires:u}, it is {now:u}.",
        _ when electorate.FirstOrDefault(machine => ticket.Electorate?.Contains(machine) != true) is { } missing => $"The proposal leaves out the health cell on {missing}, which may live.",
        _ => null,
    };

    /// <summary>Why a birth that is known already is not the one of this ticket; "": it is, and was signed here.</summary>
    public static string Other(Birth known, Ticket ticket) =>
        known.State == BirthState.Signed && known.Machine == ticket.Machine && known.Mother == ticket.Mother && known.Role == ticket.Role ? "" : $"Birth {known.Id} is {known.State.ToString().ToLowerInvariant()} already.";

    /// <summary>By the organism's own will, and not to have the least: it leaves the reserve alone, and is for whom it is offered to.</summary>
    public static bool IsGrowth(Roster roster, Genes genes, TicketRequest request) =>
        !request.Ordered && !request.Replaces && !IsRefill(roster.Living.ToList(), Pending(roster, request).ToList(), genes, request);

    /// <summary>So many births of a role are possible, what growth leaves alone with them.</summary>
    public static int Room(Roster roster, Genes genes, Role role, DateTimeOffset now)
    {
        var request = new TicketRequest(1, default, "", role, false);
        var counted = CountedCells(roster, "") + Pending(roster, request).Count();
        return Math.Max(0, Math.Min(Math.Min(Blank(new Grounds(roster, genes), request).Count(), genes.Limits.Cells - counted), BirthsLeft(roster, genes, now)));
    }

    /// <summary>Machines that a health cell may be born on now, in the order of <c>health.hosts</c>.</summary>
    public static IReadOnlyList<string> Seats(Roster roster, Genes genes, DateTimeOffset now)
    {
        var request = new TicketRequest(1, default, "", Role.Health, false);
        var grounds = new Grounds(roster, genes);
        return BirthsLeft(roster, genes, now) == 0 ? [] :
        [
            .. from host in genes.HealthHosts
               let machine = genes.Pool.Machines.FirstOrDefault(entry => entry.Host == host)
               where machine is not null && Unfit(grounds, machine, request) is null && DayCost.Over(roster, genes, machine, null, now) is null
               select host,
        ];
    }

    /// <summary>Nothing but the limits forbids growth.</summary>
    public static bool MayGrow(Roster roster, Genes genes) => genes.Division == DivisionMode.On && roster.Frozen is null;

    /// <summary>In this hour.</summary>
    public static int BirthsLeft(Roster roster, Genes genes, DateTimeOffset now) =>
        Math.Max(0, genes.Limits.BirthsPerHour - roster.Births.Values.Count(birth => birth.Signed > now - TimeSpan.FromHours(1)));

    private static TicketVerdict Choose(Roster roster, Genes genes, TicketRequest request, DateTimeOffset now)
    {
        var grounds = new Grounds(roster, genes);
        var waking = Wakings.Of(roster, request);
        var wanted = request.Machine.Length > 0 ? request.Machine : waking?.Machine ?? Blank(grounds, request).FirstOrDefault()?.Host;
        if (wanted is null)
        {
            return new TicketVerdict("", "No machine of the pool is blank: `cell pool list` shows them.");
        }

        var machine = genes.Pool.Machines.FirstOrDefault(entry => entry.Host == wanted);
        return machine is null
            ? new TicketVerdict("", $"{wanted} is not a machine of the signed pool: `cell pool add {wanted}` puts it there.")
            : new TicketVerdict(machine.Host, Unfit(grounds, machine, request) ?? DayCost.Over(roster, genes, machine, waking, now) ?? "")
            {
                Wake = machine.Power is not null && waking is not { On: true },
            };
    }

    private static string? Forbidden(Roster roster, SignedGenome genome, TicketRequest request, DateTimeOffset now)
    {
        var genes = genome.Genes;
        var living = roster.Living.ToList();
        var mother = living.Find(entry => entry.Cell == request.Mother);
        var pending = Pending(roster, request).ToList();
        var hourAgo = now - TimeSpan.FromHours(1);
        return true switch
        {
            _ when genes.Division == DivisionMode.Paused => "Division is paused in the genome.",
            _ when roster.Frozen is not null && !request.Ordered && !IsRefill(living, pending, genes, request) => $"{Conditions.Frozen(roster)}.",
            _ when genome.Expires <= now && !IsRefill(living, pending, genes, request) =>
                $"The genome expired at {genome.Expires:u}: it serves and keeps its least population, but never grows. `cell init --resign` renews it.",
            _ when genome.ClockTrouble(now) is { } clock => clock,
            _ when roster.Quarantines.TryGetValue(request.Mother, out var quarantine) => $"The mother is in quarantine until {quarantine.Until:u}: {quarantine.Reason}.",
            _ when mother is not { State: CellState.Alive } => $"The mother {request.Mother} is not a living, proved cell of the roster.",
            _ when !request.Ordered && BirthLedger.Barren(roster.Births.Values.Where(birth => birth.Mother == request.Mother), now) is { } barren => barren,
            _ when mother.Facts.Generation >= genes.Limits.Generations => $"The mother is of generation {mother.Facts.Generation}, the last one that limits.generations allows.",
            _ when CountedCells(roster, Wakings.Of(roster, request)?.Machine ?? request.Machine) + pending.Count >= genes.Limits.Cells => $"limits.cells is {genes.Limits.Cells}, and so many live or are being born.",
            _ when CountOf(living, pending, request.Role) >= genes.Population[request.Role].Max =>
                $"population.{request.Role.ToString().ToLowerInvariant()}.max is {genes.Population[request.Role].Max}, and so many live or are being born.",
            _ when roster.Births.Values.Count(birth => birth.Signed > hourAgo) + Waited(roster, request).Count() >= genes.Limits.BirthsPerHour =>
                $"limits.birthsPerHour is {genes.Limits.BirthsPerHour}, and so many tickets were signed in the last hour.",
            _ => null,
        };
    }

    private static bool IsRefill(List<RosterEntry> living, List<Role> pending, Genes genes, TicketRequest request) =>
        CountOf(living, pending, request.Role) < genes.Population[request.Role].Min;

    private static int CountOf(List<RosterEntry> living, List<Role> pending, Role role) =>
        living.Count(entry => entry.Facts.Roles.Contains(role)) + pending.Count(one => one == role);

    // A silent cell counts as living: only its machine, seen blank, ends it; a founder's end is seen by its closed port, or is a person's word. On
    // the machine that is asked for the birth itself shows whether it is.
    private static int CountedCells(Roster roster, string machine) =>
        roster.Members.Values.Count(member => member.Entry.Facts.Birth.Length == 0 && (Roster.IsLiving(member.Entry) || roster.MayLive(member)))
        + roster.Births.Values.Count(birth => birth.State is BirthState.Born or BirthState.Proved && birth.Ended is null && birth.Machine != machine);

    // Until it is settled (BirthLedger.Overdue), however long its ticket has expired; and the machines that are being woken for others.
    private static IEnumerable<Role> Pending(Roster roster, TicketRequest request) =>
        roster.Births.Values.Where(birth => birth.State == BirthState.Signed).Select(birth => birth.Role).Concat(Waited(roster, request).Select(waking => waking.Role));

    private static IEnumerable<Waking> Waited(Roster roster, TicketRequest request) => roster.Wakings.Values.Where(waking => waking.Mother is not null && !Wakings.IsFor(waking, request));

    private static IEnumerable<PoolMachine> Blank(Grounds grounds, TicketRequest request) => grounds.Genes.Pool.Machines
        .Where(machine => Unfit(grounds, machine, request) is null)
        .OrderBy(machine => grounds.Births[machine.Host].Max(birth => (DateTimeOffset?)birth.Signed) ?? DateTimeOffset.MinValue)
        .ThenBy(machine => machine.Host, StringComparer.Ordinal);

    // What every machine of the pool is judged by: looked up once, for pool and roster may be long.
    private sealed class Grounds(Roster roster, Genes genes)
    {
        private readonly Lazy<bool> frontier = new(() => roster.LivingOf(Role.Api).Any(entry => genes.FrontierHosts.Contains(entry.Facts.Machine)));

        public Roster Roster => roster;

        public Genes Genes => genes;

        public ILookup<string, Birth> Births { get; } = roster.Births.Values.ToLookup(birth => birth.Machine, StringComparer.Ordinal);

        /// <summary>An API lives on a machine of <c>frontier.hosts</c>.</summary>
        public bool HasFrontier => frontier.Value;
    }

    private static string? Unfit(Grounds grounds, PoolMachine machine, TicketRequest request)
    {
        var (roster, genes) = (grounds.Roster, grounds.Genes);
        if (request.Role == Role.Api && !genes.FrontierHosts.Contains(machine.Host) && !grounds.HasFrontier)
        {
            return $"{machine.Host} is not in frontier.hosts, and no API cell lives on a machine that is: one of them has to run the frontier.";
        }

        if (request.Role == Role.Health && !genes.HealthHosts.Contains(machine.Host))
        {
            return $"{machine.Host} is not in health.hosts: health cells are born only there.";
        }

        if (machine.Founder)
        {
            return $"{machine.Host} is a box of founder cells, never a target.";
        }

        if (roster.Taints.TryGetValue(machine.Host, out var taint))
        {
            return $"{machine.Host} is tainted since {taint.Since:u}: {taint.Reason}";
        }

        if (roster.Holder(machine.Host, 0) is { } cell)
        {
            return $"{machine.Host} is occupied by the living cell {cell}.";
        }

        if (Waited(roster, request).FirstOrDefault(waking => waking.Machine == machine.Host) is { Mother: { } other })
        {
            return $"{machine.Host} is being switched on for cell {other}.";
        }

        return grounds.Births[machine.Host].FirstOrDefault(birth => birth.State is BirthState.Signed or BirthState.Born && birth.Ended is null) is { } birth
            ? $"{machine.Host} is promised to birth {birth.Id} ({birth.State.ToString().ToLowerInvariant()})."
            : null;
    }
}

/// <param name="Machine">Where to bear; "" when refused before one was chosen.</param>
/// <param name="Refusal">"" when granted.</param>
internal sealed record TicketVerdict(string Machine, string Refusal)
{
    /// <summary>Granted, but the machine can be switched and is not known to be on: first it is woken for her.</summary>
    public bool Wake { get; init; }
}
