using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Mitosis;

/// <summary>A born cell whose disk was copied, and one that is revoked, on real machines.</summary>
[Category("Nursery")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class RevokedMachineTests
{
    private const string Machine = "stem1";
    private const string Thief = "stem2";
    private StemPool pool = null!; // made before each test
    private Founder founder = null!;
    private RosterEntry daughter = null!;

    [SetUp]
    public async Task Bear()
    {
        (pool, founder) = await StemPool.FoundAsync(Machine);
        var end = await pool.DivideAsync(founder, Machine);
        Assert.That(end.Code, Is.Zero, end.Detail);
        daughter = (await pool.StatusAsync(founder)).Roster.Cells.Single(entry => entry.Facts.Machine == Machine);
    }

    [TearDown]
    public async Task Forget()
    {
        if (pool is not null)
        {
            await pool.DisposeAsync();
        }
    }

    [Test, Category("Invariant 12")]
    public async Task A_stolen_disk_is_refused_on_another_machine_and_named()
    {
        await Nursery.FreshAsync(Thief);
        var script = Path.Combine(Repository.Top, "scripts", "nursery");
        var stolen = await Tool.RunAsync("sh", ["-euc", $"{script} exec {Machine} tar -C /var/lib/private -cf - cell | {script} exec {Thief} sh -c 'tar -C ~root -xf -'; {script} exec {Machine} cat /usr/local/lib/cell/cell | {script} exec {Thief} sh -c 'cat >~root/binary; chmod 755 ~root/binary'"], "", TimeSpan.FromSeconds(60));
        Assert.That(stolen.Good, Is.True, stolen.Trouble);
        await Nursery.ShellAsync(Thief, "cd ~root && HOME=~root setsid ~root/binary start --data ~root/cell >~root/said 2>&1 </dev/null &");
        var line = $"cell {daughter.Cell} speaks from ";
        try
        {
            await Eventually.IsTrueAsync(() => founder.Journal.Contains(line, StringComparison.Ordinal), TimeSpan.FromSeconds(5), "a line that names the stolen cell");
        }
        catch (AssertionException)
        {
            Assert.Fail($"No line names the stolen cell.\n{founder.Journal}\n{await Nursery.ShellAsync(Thief, "cat ~root/said")}");
        }

        var now = (await pool.StatusAsync(founder)).Roster.Cells.Single(entry => entry.Cell == daughter.Cell);
        Assert.That((now.State, now.Incarnation), Is.EqualTo((CellState.Alive, daughter.Incarnation)), "the good one goes on");
        await Nursery.FreshAsync(Thief);
    }

    [Test, Category("Invariant 4")]
    public async Task A_revoked_born_cell_leaves_its_machine_blank()
    {
        var revoked = await pool.RunAsync("revoke", daughter.Cell.Short, "--reason", "stolen");
        Assert.That(revoked.Good, Is.True, revoked.Trouble);
        Assert.That(revoked.Output, Does.Contain("Out after"));
        await Nursery.AssertHoldsAsync(Machine, "test ! -e /var/lib/cell-receptor/state.json && test ! -e /usr/local/lib/cell/cell", TimeSpan.FromSeconds(30));
    }

    // The list came with the birth or over the tissue; that the daemon does not run hides nothing.
    [Test, Category("Invariant 4")]
    public async Task Its_guard_ends_it_by_the_list_alone()
    {
        await Nursery.ShellAsync(Machine, "systemctl kill --signal=SIGSTOP cell.service");
        var revoked = await pool.RunAsync("revoke", daughter.Cell.Short, "--reason", "stolen");
        var list = Convert.ToBase64String(await File.ReadAllBytesAsync(pool.Operator.Revocations));
        await TestContext.Out.WriteLineAsync($"{revoked.Code}: {revoked.Output}{revoked.Errors}");
        await Nursery.ShellAsync(Machine, $"echo {list} | base64 -d >/var/lib/private/cell/revocations.dsse");
        await Nursery.AssertHoldsAsync(Machine, "test ! -e /var/lib/cell-receptor/state.json", TimeSpan.FromSeconds(40));
    }
}
