using NUnit.Framework;

namespace Cell.Mitosis;

[Category("Nursery")]
[Category("Invariant 3")]
internal sealed class RotateTests
{
    private const string Blank = "stem8";
    private const string Occupied = "stem9";
    private StemPool pool = null!; // each test founds it
    private Founder founder = null!;

    [SetUp]
    public async Task Prepare()
    {
        (pool, founder) = await StemPool.FoundAsync(Blank);
        await Nursery.FreshAsync(Occupied);
        await pool.AddAsync(Occupied);
    }

    [TearDown]
    public async Task Forget()
    {
        if (pool is not null)
        {
            await Nursery.DoAsync("heal", Blank);
            await pool.DisposeAsync();
        }
    }

    [Test]
    public async Task Afterwards_the_old_key_opens_nothing_and_cells_are_borne_with_the_new_one()
    {
        var born = await pool.DivideAsync(founder, Occupied);
        Assert.That(born.Code, Is.Zero, born.Detail);
        File.Copy(pool.Operator.PoolKey, pool.At("old"));
        var rotated = await RotateAsync();
        Assert.That(rotated.Good, Is.True, $"{rotated.Output}\n{rotated.Trouble}");
        Assert.That(rotated.Output, Does.Contain($"{Blank}: lets the new key in and the old one no more.").And.Contain($"{Occupied}: a cell lives there").And.Contain("The old pool key is given up."));
        Assert.That(File.Exists(pool.Operator.PoolKey + ".old"), Is.False);
        var tried = await Tool.RunAsync("ssh", "-i", pool.At("old"), "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", $"root@{Blank}", "id");
        Assert.That(tried.Errors, Does.Contain("Permission denied"));
        var next = await pool.DivideAsync(founder, Blank);
        Assert.That(next.Code, Is.Zero, next.Detail);
    }

    [Test]
    public async Task A_machine_that_is_not_reached_is_named_and_tainted_and_the_next_run_brings_it_to_its_end()
    {
        await Nursery.DoAsync("cut", Blank);
        var first = await RotateAsync();
        Assert.That(first.Code, Is.EqualTo(5), first.Output);
        Assert.That(first.Output, Does.Contain($"{Blank}: NOT REACHED").And.Contain("1 of 2 machines were not reached and still let the old key in."));
        Assert.That((await pool.RowAsync(Blank)).Detail, Does.Contain("It still has the old pool key"));
        Assert.That((await pool.DivideAsync(founder, Occupied)).Code, Is.Zero, "the others go on");
        await Nursery.DoAsync("heal", Blank);
        var second = await RotateAsync();
        Assert.That(second.Good, Is.True, $"{second.Output}\n{second.Trouble}");
        Assert.That(second.Output, Does.Contain("A rotation was begun before: it goes on.").And.Contain("The old pool key is given up."));
        Assert.That((await pool.RunAsync("pool", "check", Blank, "--data", founder.Data)).Code, Is.Zero);
        Assert.That((await pool.DivideAsync(founder, Blank)).Code, Is.Zero);
    }

    [Test]
    public async Task By_force_the_old_key_is_given_up_and_adding_the_machine_again_repairs_it()
    {
        await Nursery.DoAsync("cut", Blank);
        var forced = await pool.RunAsync("pool", "rotate", "--force", "--identity", await Nursery.DoAsync("key"));
        Assert.That(forced.Good, Is.True, $"{forced.Output}\n{forced.Trouble}");
        Assert.That(forced.Output, Does.Contain($"These machines still let it in, and no cell will be born on them: {Blank}."));
        await Nursery.DoAsync("heal", Blank);
        await pool.AddAsync(Blank);
        Assert.That((await pool.DivideAsync(founder, Blank)).Code, Is.Zero);
    }

    private async Task<ToolResult> RotateAsync() => await pool.RunAsync("pool", "rotate", "--identity", await Nursery.DoAsync("key"));
}
