
namespace Cell.Mitosis;

/// <summary>Where the processes of a machine's sshd and guard stop or find the disk full: the plan for <c>scripts/nursery.d/faults.c</c>.</summary>
internal static class Faults
{
    private const string Folder = "/run/faults";

    public static Task ArmAsync(string machine) => Nursery.DoAsync("arm", machine);

    /// <summary>The environment of a mother that does the same; her plan lies beside her data folder.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> InMotherAsync(string data) =>
        new Dictionary<string, string> { ["LD_PRELOAD"] = await Nursery.DoAsync("faults"), ["CELL_FAULTS"] = data + "-faults" };

    /// <param name="rules">"hold SKIP GLOB" or "full SKIP GLOB" each.</param>
    public static Task PlanAsync(string machine, params string[] rules) =>
        Nursery.ShellAsync(machine, $"rm -rf {Folder} && mkdir {Folder} && cat >{Folder}/plan <<'EOF'\n{string.Join('\n', rules)}\nEOF\n");

    /// <summary>What waits or was the first to find the disk full; "" when nothing did so in time.</summary>
    public static Task<string> MetAsync(string machine, string rule, TimeSpan within) =>
        Nursery.ShellAsync(machine, $"timeout {within.TotalSeconds:0} sh -c 'until [ -s {Folder}/{rule} ]; do sleep 0.02; done' || true; cat {Folder}/{rule} 2>/dev/null || true");

    /// <summary>From now on every event is written down.</summary>
    public static Task LogAsync(string machine) => Nursery.ShellAsync(machine, $"rm -rf {Folder} && mkdir {Folder} && touch {Folder}/log");

    public static async Task<IReadOnlyList<string>> LoggedAsync(string machine) => (await Nursery.ShellAsync(machine, $"cat {Folder}/log")).Split('\n');

    public static Task GoOnAsync(string machine) => Nursery.ShellAsync(machine, $"rm -f {Folder}/plan; mkdir -p {Folder}; touch {Folder}/go");

    /// <summary>No plan, and the disk has room again.</summary>
    public static async Task EndAsync(string machine)
    {
        await GoOnAsync(machine);
        await Nursery.ShellAsync(machine, $"rm -f {Folder}/full; sleep 0.1; rm -rf {Folder}");
    }
}
