namespace Cell.Simulation;

/// <summary>Kubernetes' HorizontalPodAutoscaler v2 as a rival: looks each 15 s, tolerates 10 %, doubles or adds 4 in 15 s, and goes down to the highest
/// wish of the last 300 s. Its readings are as late and as noisy as ours; a dead cell is replaced as a ReplicaSet would.</summary>
internal sealed class Autoscaler(PolicyKind kind, double knob, int start) : Policy
{
    private const int Sync = 15;
    private const int Poll = 30;
    private const int Stabilisation = 300;
    private const double Tolerance = 0.1;
    private readonly Queue<(int At, int Wish)> wishes = new();
    private int desired = start;
    private double polled;

    /// <summary>What a target is when nobody set one: half of what a cell can, or a hundred waiting jobs a cell.</summary>
    public static double Default(PolicyKind kind) => kind == PolicyKind.Keda ? 100 : 0.5;

    public override void Step(World world)
    {
        if (world.Second % Poll == 0)
        {
            polled = world.Waiting;
        }

        if (world.Second % Sync == 0)
        {
            Decide(world);
        }

        var all = world.Cells.Count + world.Pending;
        for (; all < desired && world.Blank > world.Scenario.Reserve; all++)
        {
            world.Bear(null, "again", _ => { });
        }

        foreach (var cell in all > desired ? world.Cells.TakeLast(Math.Min(all - desired, world.Cells.Count)).Reverse().ToList() : [])
        {
            world.End(cell, HappeningKind.Left, "the autoscaler asks for fewer", blankAgain: true);
        }
    }

    private void Decide(World world)
    {
        var wish = kind == PolicyKind.Keda ? ByQueue() : ByUtilisation(world);
        wish = Math.Clamp(wish, Math.Max(1, world.Scenario.Population.Min), Math.Min(world.Scenario.Population.Max, world.Scenario.Limits.Cells));
        wishes.Enqueue((world.Second, wish));
        while (wishes.Peek().At < world.Second - Stabilisation)
        {
            wishes.Dequeue();
        }

        desired = wish > desired ? Math.Min(wish, Math.Max(desired * 2, desired + 4)) : Math.Min(desired, wishes.Max(one => one.Wish));
    }

    // Who gives no reading counts as idle when there is more to do, and as fully used when there is less (the autoscaler's own rule).
    private int ByUtilisation(World world)
    {
        var (sum, told) = (0.0, 0);
        foreach (var cell in world.Cells.Where(cell => cell.Works && (cell.Born == TimeSpan.Zero || world.Now - cell.Born > TimeSpan.FromSeconds(Sync))))
        {
            if (!world.Chances(world.Scenario.Beats.Loss))
            {
                sum += cell.Past(world.Second - (int)world.Scenario.Beats.Delay.TotalSeconds);
                told++;
            }
        }

        if (told == 0)
        {
            return desired;
        }

        var ratio = sum / told / knob;
        if (Math.Abs(ratio - 1) <= Tolerance)
        {
            return desired;
        }

        var missing = Math.Max(0, desired - told);
        var whole = (sum + (ratio < 1 ? missing * knob : 0)) / (told + missing) / knob;
        return Math.Abs(whole - 1) <= Tolerance || whole > 1 != ratio > 1 ? desired : (int)Math.Ceiling((whole * (told + missing)) - 1e-9);
    }

    private int ByQueue()
    {
        var ratio = polled / (knob * Math.Max(1, desired));
        return Math.Abs(ratio - 1) <= Tolerance ? desired : (int)Math.Min(int.MaxValue, Math.Ceiling(polled / knob));
    }
}
