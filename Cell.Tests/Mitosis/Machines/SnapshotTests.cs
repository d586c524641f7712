using NUnit.Framework;

namespace Cell.Mitosis;

/// <summary>Disks that are put back to an earlier day.</summary>
[Category("Nursery")]
[Category("Long")]
[Category("Invariant 4")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class SnapshotTests : IAsyncDisposable
{
    private const int Port = 7660;
    private const string Machine = "stem17";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private StemPool pool = null!; // made for each test
    private Founder founder = null!;
    private Inspection inspection = null!;

    [SetUp]
    public async Task Prepare()
    {
        await Nursery.UpAsync(7);
        pool = await StemPool.FoundAsync(Port);
        await Nursery.FreshAsync(Machine);
        await pool.AddAsync(Machine);
        founder = await pool.StartAsync("founder");
        await Faults.ArmAsync(Machine);
        inspection = new Inspection(pool, founder, Machine, await Nursery.TracesAsync(Machine));
    }

    [Test]
    public async Task A_machine_put_back_to_a_blank_day_takes_the_next_cell()
    {
        await Nursery.DoAsync("save", Machine, "blank");
        await BearAsync();
        await Nursery.DoAsync("restore", Machine, "blank");
        await inspection.AssertBecomesAsync("blank", Patience);
        await BearAsync();
    }

    [Test, Category("Invariant 2")]
    public async Task A_machine_put_back_to_a_day_when_a_cell_lived_there_holds_one_cell_or_none()
    {
        await BearAsync();
        await Nursery.DoAsync("save", Machine, "occupied");
        await DieAsync();
        await Nursery.DoAsync("restore", Machine, "occupied");
        await TestContext.Out.WriteLineAsync(await inspection.AssertSettlesAsync(Patience));
    }

    [Test, Category("Invariant 2")]
    public async Task So_it_does_when_another_cell_lived_there_meanwhile()
    {
        await BearAsync();
        await Nursery.DoAsync("save", Machine, "occupied");
        await DieAsync();
        await BearAsync();
        await Nursery.DoAsync("restore", Machine, "occupied");
        await TestContext.Out.WriteLineAsync(await inspection.AssertSettlesAsync(Patience));
    }

    [Test]
    public async Task A_machine_put_back_into_the_middle_of_a_birth_undoes_it()
    {
        var birth = new HeldBirth(pool, founder, Machine, BirthPoint.Sign);
        await birth.ReachAsync();
        await Nursery.DoAsync("save", Machine, "half-way");
        await birth.GoOnAsync();
        Assert.That((await birth.Division).Code, Is.Zero);
        await Faults.EndAsync(Machine);
        await DieAsync();
        await Nursery.DoAsync("restore", Machine, "half-way");
        await inspection.AssertBecomesAsync("blank", Patience);
        await BearAsync();
    }

    [Test, Category("Invariant 2")]
    public async Task A_mother_put_back_to_the_day_before_the_birth_bears_no_second_cell_there()
    {
        await founder.KillAsync();
        var data = founder.Data;
        await CopyAsync(data, data + "-saved");
        founder = await pool.StartAsync("founder");
        await BearAsync();
        await founder.KillAsync();
        Directory.Delete(data, recursive: true);
        await CopyAsync(data + "-saved", data);
        founder = await pool.StartAsync("founder");
        inspection = new Inspection(pool, founder, Machine, await Nursery.TracesAsync(Machine));
        var again = await pool.DivideAsync(founder, Machine);
        await TestContext.Out.WriteLineAsync($"{again.Code}: {again.Detail}");
        Assert.That(again.Code, Is.EqualTo(4), again.Detail);
        Assert.That(await Nursery.ShellAsync(Machine, "pgrep -fc '/usr/local/lib/cell/[c]ell start' || true"), Is.LessThanOrEqualTo("1"));
    }

    [TearDown]
    public async Task Forget() => await DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        if (pool is not null)
        {
            await pool.DisposeAsync();
            pool = null!;
        }
    }

    private async Task BearAsync()
    {
        var end = await pool.DivideAsync(founder, Machine);
        Assert.That(end.Code, Is.Zero, end.Detail);
        Assert.That(await inspection.AssertSettlesAsync(Patience), Is.EqualTo("lives"));
    }

    private async Task DieAsync()
    {
        await Nursery.ShellAsync(Machine, "touch /run/cell/die");
        await inspection.AssertBecomesAsync("blank", Patience);
    }

    private static async Task CopyAsync(string from, string to)
    {
        var copied = await Tool.RunAsync("cp", "-a", from, to);
        Assert.That(copied.Good, Is.True, copied.Trouble);
    }
}
