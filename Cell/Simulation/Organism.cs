using Cell.Genome;
using Cell.Homeostasis;
using Cell.Vitals;

namespace Cell.Simulation;

/// <summary>The cells' own side: heartbeats, windows, and the real <see cref="React"/>; what the health cells do is <see cref="VirtualKeeper"/>'s.</summary>
internal sealed class Organism : Policy
{
    private static readonly TimeSpan AlertLasts = TimeSpan.FromMinutes(5);

    private readonly Dictionary<HoldCause, TimeSpan> alerts = [];
    private readonly int sample;
    private readonly Terms terms;
    private readonly List<VirtualKeeper> camps;
    private readonly SignedGenome genome;

    public Organism(Scenario scenario, World world)
    {
        terms = scenario.Policy.Knob > 0 ? scenario.Terms with { Ideal = scenario.Policy.Knob } : scenario.Terms;
        terms = scenario.Policy.Without.Contains(Ablation.Windows) ? terms with { Factor = terms.Factor / 4 } : terms;
        sample = Math.Max(1, (int)terms.Sample.TotalSeconds);
        genome = VirtualGenome.Of(scenario);
        camps = [new VirtualKeeper(world, genome, terms, scenario.Keepers)];
    }

    /// <summary>Of what the health cells decided, for tests.</summary>
    public IReadOnlyList<VirtualKeeper> Camps => camps;

    public override void Step(World world)
    {
        var loss = world.Scenario.Beats.Loss;
        var delay = world.Scenario.Beats.Delay.TotalSeconds;
        foreach (var cell in world.Cells)
        {
            if (cell.Works && camps[Math.Min(cell.Side, camps.Count - 1)] is { Keepers: > 0 } keeper && !(loss > 0 && world.Chance.NextDouble() < loss))
            {
                keeper.Hear(cell, cell.Past(world.Second - (delay > 0 ? (int)(world.Chance.NextDouble() * delay) : 0)));
                cell.Answered = world.Now;
                cell.Known = keeper.Aggregate;
            }
        }

        camps.ForEach(camp => camp.Look());
        for (var at = world.Cells.Count - 1; at >= 0; at--)
        {
            var cell = world.Cells[at];
            if (cell.Works && (world.Second + cell.Number) % sample == 0)
            {
                Live(world, cell);
            }
        }
    }

    public override void Part(World world, bool cut)
    {
        if (cut && camps.Count == 1)
        {
            camps.Add(camps[0].Split(world.Scenario.Keepers / 2));
        }
        else if (!cut && camps.Count == 2)
        {
            camps[0].Join(camps[1]);
            camps.RemoveAt(1);
        }
    }

    private void Live(World world, VirtualCell cell)
    {
        var age = world.Now - cell.Answered;
        cell.Windows = age <= Tissue.Freshness.Roster && cell.Known is { } role ? cell.Windows.With(role, cell.Reading, terms, world.Now) : RoleWindows.Unseen;
        var situation = new Situation
        {
            Role = world.Scenario.Role,
            Senses = new Senses(TimeSpan.Zero, age, TimeSpan.Zero, null, cell.Pregnant),
            Own = new OwnState(cell.Id, cell.Reading) { Probe = cell.Probe, MayLeave = cell.MayLeave, Replaced = cell.Replaced, Signs = Signs(world) },
            Aggregate = cell.Known,
            Windows = cell.Windows,
            Population = world.Scenario.Population,
            Terms = terms,
            Now = world.Now,
        };
        cell.MayLeave = null;
        foreach (var reaction in React.To(situation))
        {
            Act(world, cell, reaction);
        }
    }

    private void Act(World world, VirtualCell cell, Reaction reaction)
    {
        var keeper = camps[Math.Min(cell.Side, camps.Count - 1)];
        switch (reaction)
        {
            case Reaction.Intend:
                keeper.Intends(cell, replaced: false);
                break;
            case Reaction.Replace:
                keeper.Intends(cell, replaced: true);
                break;
            case Reaction.Leave leave:
                world.End(cell, HappeningKind.Left, leave.Reason, blankAgain: !cell.Replaced);
                keeper.Farewell(cell);
                break;
            case Reaction.Hold { Alerts: true } hold:
                Alert(world, hold);
                break;
        }
    }

    private void Alert(World world, Reaction.Hold hold)
    {
        if (!alerts.TryGetValue(hold.Cause, out var last) || world.Now - last > AlertLasts)
        {
            world.Story.Add(new Happening(world.Now, HappeningKind.Alert, -1, -1, hold.Reason));
        }

        alerts[hold.Cause] = world.Now;
    }

    private static IReadOnlyList<VitalSign> Signs(World world) => world.Scenario.Bottleneck is { Seen: true } shared && !world.Scenario.Policy.Without.Contains(Ablation.Shared)
        ? [VitalSign.Of(shared.Name, "jobs/s", SignClass.Shared, world.Strain, 1)]
        : [];
}
