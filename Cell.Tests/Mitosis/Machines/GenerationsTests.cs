using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Mitosis;

/// <summary>A line of mothers and daughters down to the last generation that the genome allows, on three machines in turn.</summary>
[Category("Nursery")]
[Category("Long")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class GenerationsTests : IAsyncDisposable
{
    private const int Last = 9;
    private static readonly string[] Machines = ["stem1", "stem2", "stem3"];
    private static readonly TimeSpan Freed = TimeSpan.FromSeconds(30);
    private StemPool? pool;

    [Test]
    public async Task The_last_generation_refuses_to_bear_until_root_renews_her()
    {
        pool = await StemPool.FoundAsync();
        await pool.EditAsync(draft => draft.Replace("\"birthsPerHour\": 1000", $"\"birthsPerHour\": 1000, \"generations\": {Last}", StringComparison.Ordinal));
        foreach (var machine in Machines)
        {
            await Nursery.FreshAsync(machine);
            await pool.AddAsync(machine);
        }

        var founder = await pool.StartAsync("founder");
        Assert.That((await pool.DivideAsync(founder, MachineOf(1))).Code, Is.Zero);
        for (var generation = 1; generation < Last; generation++)
        {
            await DivideAsync(MachineOf(generation), MachineOf(generation + 1), 0);
            Assert.That((await EntryAsync(founder, MachineOf(generation + 1))).Facts.Generation, Is.EqualTo(generation + 1));
            await FreeAsync(founder, MachineOf(generation));
        }

        Assert.That(await DivideAsync(MachineOf(Last), MachineOf(Last + 1), 4), Does.Contain("the last one that limits.generations allows"));
        var last = await EntryAsync(founder, MachineOf(Last));
        await pool.DoAsync("renew", last.Cell.ToString(), "--data", founder.Data);
        await IsAsync(async () => (await EntryAsync(founder, MachineOf(Last))).Facts.Generation == 0, "the renewed cell of generation 0 on the roster");
        await DivideAsync(MachineOf(Last), MachineOf(Last + 1), 0);
        Assert.That((await EntryAsync(founder, MachineOf(Last + 1))).Facts.Generation, Is.EqualTo(1));
    }

    public async ValueTask DisposeAsync()
    {
        if (pool is not null)
        {
            await pool.DisposeAsync();
        }
    }

    private static string MachineOf(int generation) => Machines[(generation - 1) % Machines.Length];

    /// <returns>The last line's detail, or what it complained of.</returns>
    private static async Task<string> DivideAsync(string mother, string target, int code)
    {
        var end = await Nursery.ShellAsync(mother, $"if /usr/local/lib/cell/cell divide --json --target {target} >/tmp/told 2>&1; then code=0; else code=$?; fi; tail -n 1 /tmp/told; echo $code");
        var lines = end.Split('\n');
        Assert.That(lines[^1], Is.EqualTo($"{code}"), end);
        return lines[0];
    }

    private async Task<RosterEntry> EntryAsync(Founder founder, string machine) =>
        (await pool!.StatusAsync(founder)).Roster.Cells.Single(entry => entry.Facts.Machine == machine && entry.State is CellState.Alive or CellState.Suspect); // founded at the start

    private static async Task IsAsync(Func<Task<bool>> condition, string what)
    {
        for (var look = 0; !await condition(); look++)
        {
            Assert.That(look, Is.LessThan(200), $"Waited in vain for {what}.");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, CancellationToken.None);
        }
    }

    private async Task FreeAsync(Founder founder, string machine)
    {
        await Nursery.ShellAsync(machine, "touch /run/cell/die");
        await Nursery.AssertHoldsAsync(machine, "[ ! -e /var/lib/cell-receptor/state.json ] && [ ! -e /usr/local/lib/cell/cell ]", Freed);
        await IsAsync(async () => (await pool!.StatusAsync(founder)).Roster.Cells.All(entry => entry.Facts.Machine != machine || entry.State is CellState.Dead or CellState.Gone), $"the killed cell of {machine} held dead");
    }
}
