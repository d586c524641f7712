using Cell.Health;
using Cell.Homeostasis;
using Cell.Identity;
using Cell.Tissue;

namespace Cell.Simulation;

internal sealed partial class VirtualKeeper
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private readonly Queue<TimeSpan> signed = new();
    private int pending;
    private int tickets;
    private int judged;

    /// <summary>All that these health cells signed, for tests.</summary>
    public List<VirtualTicket> Tickets { get; } = [];

    private int Room()
    {
        while (signed.TryPeek(out var first) && world.Now - first > Hour)
        {
            signed.Dequeue();
        }

        var limits = world.Scenario.Limits;
        return Math.Min(world.Blank - world.Scenario.Reserve, Math.Min(limits.Cells - living.Count - pending, limits.BirthsPerHour - signed.Count));
    }

    // The offer comes with a heartbeat's answer; she asks for her ticket at once.
    private void Offer(VirtualCell mother)
    {
        if (!Reaches(mother) || mother.Pregnant is not null)
        {
            return;
        }

        balance = balance.Used(mother.Id);
        mother.Replacing = intents.TryGetValue(mother.Number, out var intent) && intent.Intent.Replaces;
        mother.Replacing = Bear(mother) && mother.Replacing;
    }

    private bool Bear(VirtualCell mother)
    {
        if (Refusal(mother) is { } refusal)
        {
            Refusals[refusal] = Refusals.GetValueOrDefault(refusal) + 1;
            return false;
        }

        var machine = world.NextMachine ?? throw new InvalidOperationException("A birth was granted without a blank machine.");
        var promised = new Birth($"birth-{++tickets:D6}-{Keepers}", VirtualGenome.Host(machine), mother.Id, Counted, world.Time, world.Time + Ticket.Lifetime, BirthState.Signed, null, null, "");
        roster = roster.With(promised);
        Tickets.Add(new VirtualTicket(promised.Id, world.Now, mother, world.Now - seen[mother.Number].Heard, Keepers));
        signed.Enqueue(world.Now);
        pending++;
        mother.Pregnant = $"birth {promised.Id} on {promised.Machine}";
        var began = world.Now;
        world.Bear(mother, promised.Id, daughter => Delivered(mother, promised, daughter, world.Now - began));
        return true;
    }

    private string? Refusal(VirtualCell mother)
    {
        if (Keepers < Ticket.Majority(world.Scenario.Keepers))
        {
            return $"{Keepers} of {world.Scenario.Keepers} health cells are no majority.";
        }

        if (world.NextMachine is not { } machine)
        {
            return "No machine of the pool is blank.";
        }

        // Each time they look through all cells and births: of thousands, one in each second speaks for the others, and the room bounds them.
        if (living.Count > Many && judged == world.Second)
        {
            return null;
        }

        judged = world.Second;
        var verdict = TicketRules.Judge(roster, genome, new TicketRequest(1, mother.Id, VirtualGenome.Host(machine), Counted, false), world.Time);
        return verdict.Refusal.Length > 0 ? verdict.Refusal : null;
    }

    private void Delivered(VirtualCell mother, Birth promised, VirtualCell? daughter, TimeSpan took)
    {
        if (heir is not null)
        {
            heir.Delivered(mother, promised, daughter, took);
            return;
        }

        mother.Pregnant = null;
        pending--;
        var state = daughter is null ? BirthState.Undone : BirthState.Proved;
        roster = BirthLedger.After(roster, roster.Births[promised.Id], new BirthReport(1, promised.Id, state, daughter?.Id, daughter is null ? "it failed" : "proved"), world.Time);
        if (daughter is null)
        {
            mother.Replacing = false;
            return;
        }

        birth = (birth * 0.8) + (took * 0.2);
        Admit(daughter);
        mother.Replaced = mother.Replacing;
    }

    private void Admit(VirtualCell cell)
    {
        while (seen.Count <= cell.Number)
        {
            seen.Add(new Seen { Arrivals = Arrivals.Unknown, Heard = world.Now });
        }

        var facts = new CellFacts([Counted], VirtualGenome.Host(cell.Machine), 0, null, cell.Generation, cell.Birth, $"{cell.Number}", "", "", world.Time, world.Time.AddYears(1));
        var identity = new CellIdentity(cell.Id, cell.Id.ToString(), genome.Organism, facts.Machine, 0, facts.Roles, cell.Generation, facts.Serial, facts.CertificateEnds);
        var entry = new RosterEntry(cell.Id, 1, CellState.Alive, "its birth is proved", 0, facts, new CellVitals(null, null, new Dictionary<Genome.Role, double>(), 0, 0, 0, null, null));
        roster = roster.With(new Member(entry, identity, world.Now, 1, "", ""));
        living.Add(cell);
    }

    // The least population is refilled whatever the load: by the lowest fit id.
    private void Refill()
    {
        lacking = lacking.With(living.Count + pending < world.Scenario.Population.Min, world.Now);
        if (lacking.For(Grace, world.Now) && living.Where(cell => Reaches(cell) && cell.Pregnant is null).MinBy(cell => cell.Number) is { } mother)
        {
            Bear(mother);
        }
    }
}

/// <param name="Vitals">Age of the mother's when it was signed.</param>
/// <param name="Keepers">Health cells that signed.</param>
internal sealed record VirtualTicket(string Birth, TimeSpan At, VirtualCell Mother, TimeSpan Vitals, int Keepers);
