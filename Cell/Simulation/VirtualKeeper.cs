using System.Collections.Immutable;
using Cell.Genome;
using Cell.Health;
using Cell.Homeostasis;
using Cell.Identity;
using Cell.Tissue;

namespace Cell.Simulation;

/// <summary>The health cells that see each other: they hear cells, hold them dead, and lead the role by the real rules.</summary>
internal sealed partial class VirtualKeeper
{
    // APIs and crawlers are counted alike; the ticket rules know one API only as long as pages are not copied.
    private const Role Counted = Role.Crawler;

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private readonly World world;
    private readonly SignedGenome genome;
    private readonly Terms terms;
    private readonly List<Seen> seen = [];
    private readonly List<VirtualCell> living = [];
    private readonly Dictionary<int, (Intent Intent, TimeSpan At)> intents = [];
    private Roster roster = Roster.Empty;
    private RoleBalance balance = RoleBalance.Begin;
    private Held lacking = Held.Not;
    private TimeSpan birth;

    private struct Seen
    {
        public TimeSpan Heard;
        public Arrivals Arrivals;
        public double Load;
        public double Rate;
        public bool Told;
        public bool Dead;
    }

    public VirtualKeeper(World world, SignedGenome genome, Terms terms, int keepers)
    {
        (this.world, this.genome, this.terms, Keepers) = (world, genome, terms, keepers);
        birth = world.Scenario.Body.Birth;
        foreach (var cell in world.Cells)
        {
            if (cell.Birth.Length > 0)
            {
                roster = roster.With(new Birth(cell.Birth, VirtualGenome.Host(cell.Machine), world.Cells[0].Id, Counted, World.Start.AddDays(-1), World.Start.AddDays(-1), BirthState.Proved, cell.Id, null, ""));
            }

            Admit(cell);
        }

        Aggregate = Sum();
    }

    /// <summary>Of a cut: 0, or 1.</summary>
    public int Side { get; private init; }

    /// <summary>Health cells on this side.</summary>
    public int Keepers { get; private set; }

    public Aggregate Aggregate { get; private set; }

    public Roster Roster => roster;

    /// <summary>Births that were asked for and refused, by the reason.</summary>
    public Dictionary<string, int> Refusals { get; } = [];

    public void Hear(VirtualCell cell, double load)
    {
        while (seen.Count <= cell.Number)
        {
            seen.Add(new Seen { Arrivals = Arrivals.Unknown, Heard = world.Now });
        }

        var known = seen[cell.Number];
        known.Arrivals = known.Told ? known.Arrivals.With(world.Now - known.Heard) : Arrivals.Unknown;
        known.Heard = world.Now;
        known.Load = load;
        known.Rate = cell.Rate;
        if ((known.Dead || !known.Told) && !roster.Members.ContainsKey(cell.Id))
        {
            Admit(cell);
        }
        else if (known.Dead)
        {
            // It refutes its death.
            roster = roster.With(roster.Members[cell.Id] with { Heard = world.Now, Arrivals = Arrivals.Unknown, Closed = null, Testimony = null }).Turn(cell.Id, CellState.Alive, "it is back");
            living.Add(cell);
        }

        (known.Told, known.Dead) = (true, false);
        seen[cell.Number] = known;
    }

    public void Intends(VirtualCell cell, bool replaced) => intents[cell.Number] = (
        new Intent(cell.Id, Counted, cell.Generation, world.Scenario.Limits.Generations - cell.Generation, TimeSpan.Zero, "") { Replaces = replaced }, world.Now);

    /// <summary>It said goodbye, and its guard made its machine blank.</summary>
    public void Farewell(VirtualCell cell)
    {
        living.Remove(cell);
        roster = Blank(roster.Turn(cell.Id, CellState.Gone, "said goodbye"), cell);
    }

    private Roster Blank(Roster before, VirtualCell cell)
    {
        var host = VirtualGenome.Host(cell.Machine);
        return TaintLedger.FoundWell(BirthLedger.SeenBlank(before, host, world.Time), host, ordered: false, world.Time);
    }

    public void Look()
    {
        if (Keepers == 0)
        {
            return;
        }

        Detect();
        Aggregate = Sum();
        var view = new RoleView(world.Scenario.Role, Aggregate, world.Scenario.Population, Fresh(), Room(), birth, Candidates) { Reserve = world.Scenario.Reserve };
        var step = Balancing.Step(balance, view, terms, world.Now);
        balance = world.Scenario.Policy.Without.Contains(Ablation.Inhibition) ? step.Next with { Inhibition = Inhibition.None } : step.Next;
        foreach (var mother in balance.Offers.Keys)
        {
            // Until she used it or it passes on, each answer tells her of it again.
            Offer(world.Everyone[NumberOf(mother)]);
        }

        foreach (var leaver in step.Leaving.Select(id => world.Everyone[NumberOf(id)]).Where(cell => Reaches(cell)))
        {
            leaver.MayLeave = new Departure(step.Reason, false);
        }

        Refill();
    }

    private static int NumberOf(CellId id) => int.Parse(id.ToString().AsSpan(0, 8), System.Globalization.NumberStyles.HexNumber, null);

    private Aggregate Sum()
    {
        var (load, rate, unmeasured, slow, replacing) = (0.0, 0.0, 0, 0, 0);
        foreach (var cell in living)
        {
            var told = cell.Number < seen.Count ? seen[cell.Number] : default;
            if (told.Told && world.Now - told.Heard <= Terms.Stale)
            {
                load += told.Load;
                rate += told.Rate;
            }
            else
            {
                unmeasured++;
            }

            slow += cell.Probe.Since is null ? 0 : 1;
            replacing += cell.Replacing ? 1 : 0;
        }

        var without = world.Scenario.Policy.Without;
        return new Aggregate(living.Count, load, without.Contains(Ablation.Pending) ? 0 : pending, rate)
        {
            Unmeasured = unmeasured,
            Slow = slow,
            Replacing = replacing,
            Useful = without.Contains(Ablation.Useful) ? null : world.Useful,
            Shared = world.Scenario.Bottleneck is { Seen: true } shared && !without.Contains(Ablation.Shared) ? new SharedLoad(shared.Name, world.Strain) : null,
            Inhibited = balance.Inhibition.Until > world.Now ? balance.Inhibition.Reason : null,
        };
    }

    private IReadOnlyList<Candidate> Candidates() =>
        [.. living.Select(cell => new Candidate(cell.Id, Vitals.Stress.Health(seen[cell.Number].Load, cell.Probe.Ratio ?? 1, 0), world.Scenario.Body.PricePerHour, World.Start + cell.Born, cell.Birth.Length == 0 ? "it is the founder" : ""))];

    private List<Intent> Fresh()
    {
        if (intents.Count == 0)
        {
            return [];
        }

        foreach (var old in intents.Where(pair => world.Now - pair.Value.At > terms.Sample * 2).Select(pair => pair.Key).ToList())
        {
            intents.Remove(old);
        }

        return [.. intents.Select(pair => pair.Value.Intent with
        {
            Vitals = world.Now - seen[pair.Key].Heard,
            Unfit = world.Everyone[pair.Key].Pregnant ?? "",
        })];
    }

    // What it is told comes with the answer to its heartbeat.
    private bool Reaches(VirtualCell cell) => cell.Works && cell.Side == Side && seen[cell.Number].Heard == world.Now;
}
