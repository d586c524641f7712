using NUnit.Framework;

namespace Cell.Mitosis;

/// <summary>The mother, the daughter or the machine dies in the middle of a birth, and nobody helps.</summary>
[Category("Nursery")]
[Category("Invariant 4")]
internal sealed class MotherKilledTests
{
    private const string Machine = "stem1";

    [Test]
    public async Task Mothers_killed_before_the_commit_leave_blank_machines()
    {
        await using var pool = await StemPool.FoundAsync();
        await pool.StartAsync("health", "health", "api");
        var killings = new List<Task>();
        foreach (var (step, machine) in new[] { ("copy", "stem1"), ("claim", "stem2"), ("guard", "stem3") })
        {
            await Nursery.FreshAsync(machine);
            await pool.AddAsync(machine);
            killings.Add(AssertUndoneAsync(pool, await pool.StartAsync($"mother-{step}", "crawler"), step, machine));
        }

        await Task.WhenAll(killings);
    }

    [TestCase("connect")]
    [TestCase("sign")]
    [Category("Long")]
    public async Task A_mother_killed_at_another_step_leaves_a_blank_machine(string step)
    {
        await using var pool = await StemPool.FoundAsync();
        await Nursery.FreshAsync(Machine);
        await pool.AddAsync(Machine);
        await pool.StartAsync("health", "health", "api");
        await AssertUndoneAsync(pool, await pool.StartAsync("mother", "crawler"), step, Machine);
    }

    [Test, Category("Long"), Category("Invariant 3")]
    public async Task A_mother_killed_after_the_commit_leaves_a_tainted_machine_and_no_daughter()
    {
        await using var pool = await StemPool.FoundAsync();
        await Nursery.FreshAsync(Machine);
        await pool.AddAsync(Machine);
        await pool.StartAsync("health", "health", "api");
        var mother = await pool.StartAsync("mother", "crawler");
        var before = await Nursery.TracesAsync(Machine);
        await pool.DivideAsync(mother, Machine, told => told.Name == "born" ? mother.KillAsync() : Task.CompletedTask);
        await Nursery.AssertBecomesAsync(Machine, before, TimeSpan.FromSeconds(120));
        var (state, detail) = await pool.RowAsync(Machine);
        Assert.That((state, detail.Split(": ")[^1]), Is.EqualTo(("tainted", "Nobody proved within 60 s that the access used for it is useless.")));
    }

    [Test]
    public async Task A_machine_that_lost_its_power_after_the_claim_is_blank_when_it_is_back()
    {
        var (pool, founder) = await StemPool.FoundAsync(Machine);
        await using (pool)
        {
            var before = await Nursery.TracesAsync(Machine);
            var end = await pool.DivideAsync(founder, Machine, told => told.Name == "guard" ? Nursery.DoAsync("kill", Machine) : Task.CompletedTask);
            Assert.That(end.Code, Is.EqualTo(7), end.Detail);
            await Nursery.DoAsync("on", Machine);
            await Nursery.AssertBecomesAsync(Machine, before, TimeSpan.FromSeconds(40));
        }
    }

    private static async Task AssertUndoneAsync(StemPool pool, Founder mother, string step, string machine)
    {
        var before = await Nursery.TracesAsync(machine);
        var end = await pool.DivideAsync(mother, machine, told => told.Name == step ? mother.KillAsync() : Task.CompletedTask);
        Assert.That(end.Steps.Select(told => told.Name), Does.Contain(step));
        Assert.That(end.Code, Is.Not.Zero);

        // On a busy box the commit may overtake the death: then nobody proves the birth, and it ends by the health cell's deadline.
        await Nursery.AssertBecomesAsync(machine, before, TimeSpan.FromSeconds(120));
    }
}
