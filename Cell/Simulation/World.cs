using Cell.Frontier;
using Cell.Genome;
using Cell.Identity;
using Cell.Vitals;

namespace Cell.Simulation;

/// <summary>Machines, cells and what is asked of them, a second at a time. Knows nothing of who decides.</summary>
internal sealed class World
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // Milliseconds of the reference page on a good machine.
    private static readonly ProbeBaseline Good = new(100, 10);
    private const double NewbornWeight = 0.1;
    private static readonly TimeSpan SlowStart = TimeSpan.FromMinutes(1);

    private readonly Queue<int> blank;
    private readonly List<(TimeSpan At, Delivery Delivery)> births = [];
    private readonly double? polite;

    public World(Scenario scenario)
    {
        Scenario = scenario;
        Chance = new Random(scenario.Seed);
        polite = scenario.Hosts is { } hosts ? Polite(hosts) : null;
        Waiting = scenario.Hosts?.Urls ?? 0;
        blank = new Queue<int>(Enumerable.Range(0, scenario.Pool));
        for (var number = 0; number < scenario.Cells; number++)
        {
            Add(number == 0 ? 0 : 1, blank.Dequeue(), number == 0 ? "" : $"begin-{number}");
        }
    }

    public Scenario Scenario { get; }
    public Random Chance { get; }
    public int Second { get; private set; }
    public TimeSpan Now => TimeSpan.FromSeconds(Second);
    public DateTimeOffset Time => Start + Now;

    /// <summary>All that ever lived, by number.</summary>
    public List<VirtualCell> Everyone { get; } = [];

    /// <summary>Processes that run, hung ones with them.</summary>
    public List<VirtualCell> Cells { get; } = [];

    public double Demand { get; private set; }
    public double Done { get; private set; }

    /// <summary>Of the shared thing; 0 where there is none.</summary>
    public double Strain { get; private set; }

    /// <summary>Work that came and was not done yet.</summary>
    public double Waiting { get; private set; }

    public int Blank => blank.Count;
    public int Pending => births.Count;
    public List<Happening> Story { get; } = [];

    /// <summary>More crawlers than that have nothing to do.</summary>
    public int? Useful => Scenario.Hosts?.Count;

    /// <summary>The machine that was unused longest; null: none is blank.</summary>
    public int? NextMachine => blank.TryPeek(out var machine) ? machine : null;

    public bool Chances(double share) => share > 0 && Chance.NextDouble() < share;

    /// <summary>Begins a birth on the next blank machine.</summary>
    /// <param name="done">Told the daughter; null: it came to nothing.</param>
    public void Bear(VirtualCell? mother, string birth, Action<VirtualCell?> done)
    {
        var body = Scenario.Body;
        var takes = body.Birth * (1 + (body.Spread * ((Chance.NextDouble() * 2) - 1)));
        births.Add((Now + takes, new Delivery(mother, blank.Dequeue(), birth, done)));
    }

    public void End(VirtualCell cell, HappeningKind kind, string why, bool blankAgain)
    {
        cell.Ended = true;
        Cells.Remove(cell);
        Story.Add(new Happening(Now, kind, cell.Number, cell.Machine, why));
        if (blankAgain)
        {
            blank.Enqueue(cell.Machine);
        }
    }

    /// <summary>One second passes.</summary>
    public void Step()
    {
        Second++;
        var due = births.Where(birth => birth.At <= Now).ToList();
        births.RemoveAll(birth => birth.At <= Now);
        foreach (var (_, delivery) in due)
        {
            Deliver(delivery);
        }

        Demand = polite ?? Scenario.Load.At(Now);
        Work();
        Waiting = Math.Max(0, Waiting + Demand - Done);
        foreach (var cell in Cells.Where(cell => cell.Works))
        {
            Measure(cell);
        }
    }

    private void Deliver(Delivery delivery)
    {
        if (delivery.Mother is { Works: false } || Chances(Scenario.Body.Failing))
        {
            blank.Enqueue(delivery.Machine);
            delivery.Done(null);
            return;
        }

        var daughter = Add((delivery.Mother?.Generation ?? 0) + 1, delivery.Machine, delivery.Birth);
        daughter.Side = delivery.Mother?.Side ?? 0;
        Story.Add(new Happening(Now, HappeningKind.Born, daughter.Number, daughter.Machine, ""));
        delivery.Done(daughter);
    }

    private VirtualCell Add(int generation, int machine, string birth)
    {
        // Ids in the order of birth, as UUIDv7s are.
        var id = new CellId(new Guid(Everyone.Count, 0, 0x7000, [0x80, 0, 0, 0, 0, 0, 0, 0]));
        var cell = new VirtualCell(Everyone.Count, id, generation, machine, Now, ProbeWatch.Of(Good)) { Birth = birth };
        Everyone.Add(cell);
        Cells.Add(cell);
        return cell;
    }

    private void Work()
    {
        var crawls = Scenario.Role == Role.Crawler;
        var (weight, capacity) = (0.0, 0.0);
        foreach (var cell in Cells)
        {
            if (cell.Works)
            {
                weight += Weight(cell);
                capacity += Capacity(cell);
            }
        }

        var could = 0.0;
        foreach (var cell in Cells)
        {
            cell.Load = !cell.Works || weight == 0 ? 0
                : crawls ? Demand / Math.Max(capacity, 1e-9) * Scenario.Terms.Ideal
                : Demand * Weight(cell) / weight / Capacity(cell);
            cell.Rate = !cell.Works ? 0
                : crawls ? Math.Min(Demand / Math.Max(capacity, 1e-9), 1) * Capacity(cell)
                : Math.Min(cell.Load, 1) * Capacity(cell);
            could += cell.Rate;
        }

        var most = Scenario.Bottleneck?.Capacity ?? double.MaxValue;
        Done = Math.Min(could, most);
        Strain = Scenario.Bottleneck is { } shared ? could / shared.Capacity : 0;
        if (could > most)
        {
            foreach (var cell in Cells)
            {
                cell.Rate *= most / could;
            }
        }
    }

    private double Capacity(VirtualCell cell) => Scenario.Body.Capacity * cell.Speed;

    // As the front weighs APIs; crawlers take what they can.
    private double Weight(VirtualCell cell) => Capacity(cell) * (Scenario.Role == Role.Crawler || cell.Birth.StartsWith("begin", StringComparison.Ordinal) || cell.Birth.Length == 0
        ? 1
        : Math.Clamp((Now - cell.Born) / SlowStart, NewbornWeight, 1));

    private void Measure(VirtualCell cell)
    {
        // Half of the noise is gone in the next second, half lasts half a minute.
        cell.Drift = (cell.Drift * 0.967) + (Normal() * 0.18);
        cell.Measure(Math.Max(0, cell.Load * (1 + (Scenario.Noise * ((cell.Drift + Normal()) * 0.707)))), Second);
        if ((Second + cell.Number) % 60 == 0)
        {
            cell.Probe = cell.Probe.With(Good.Mean / cell.Speed * (1 + (0.1 * Normal())), Now);
        }
    }

    // The sum of four has nearly the right tails, and is cheap.
    private double Normal() => (Chance.NextDouble() + Chance.NextDouble() + Chance.NextDouble() + Chance.NextDouble() - 2) * 1.732;

    private static double Polite(Hosts hosts) =>
        CrawlWork.Demand(Enumerable.Repeat(new CrawlWork(hosts.Urls / Math.Max(1, hosts.Count), false, hosts.Delay, hosts.Answer), hosts.Count), TimeSpan.FromHours(1), 0).Rate;

    private sealed record Delivery(VirtualCell? Mother, int Machine, string Birth, Action<VirtualCell?> Done);
}

internal enum HappeningKind
{
    Born,
    Left,
    Died,
    Alert,
}

/// <param name="Cell">Its number; -1: of none.</param>
internal sealed record Happening(TimeSpan At, HappeningKind Kind, int Cell, int Machine, string Why);
