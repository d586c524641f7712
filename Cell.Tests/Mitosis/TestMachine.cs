using Cell.Genome;

namespace Cell.Mitosis;

/// <summary>A machine of the pool for the pure parts of the far side.</summary>
internal static class TestMachine
{
    public const string Boot = "boot-1";
    public const double Deadline = 150;
    public const string Birth = "01890000-0000-7000-8000-000000000001";

    public static string Line { get; } = Receptor.KeyLine(TestGenes.PoolKey, "root");

    /// <summary>A crawler's birth on the first stem machine, claimed at uptime 100.</summary>
    public static MachineState Claimed { get; } = new(
        1, MachineStep.Claimed, "organism", Birth, Boot, Deadline, "/etc/ssh/keys/root", Line, "witness line", 100, "")
    {
        Role = Role.Crawler,
        Host = TestGenes.Stem1,
        User = "root",
        Owner = 0,
        GenomeVersion = 1,
        Places = [new LinePlace(1, "\n", "# one")],
    };

    /// <summary>Nothing to be seen.</summary>
    public static GuardSight Quiet { get; } = new(Boot, 120, false, false, true, true, 0, null);

    public static MachineState At(MachineStep step) => Claimed with { Step = step };
}
