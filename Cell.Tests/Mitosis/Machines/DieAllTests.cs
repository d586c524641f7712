using NUnit.Framework;

namespace Cell.Mitosis;

/// <summary>An organism on real machines that is ordered to end.</summary>
[Category("Nursery")]
internal sealed class DieAllTests
{
    private static readonly string[] Machines = ["stem1", "stem2"];

    [Test, Category("Invariant 4")]
    public async Task Every_cell_ends_and_every_machine_is_blank()
    {
        await using var pool = await StemPool.FoundAsync();
        var blank = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var machine in Machines)
        {
            await Nursery.FreshAsync(machine);
            await pool.AddAsync(machine);
            blank[machine] = await Nursery.TracesAsync(machine);
        }

        var founder = await pool.StartAsync("founder");
        foreach (var machine in Machines)
        {
            var end = await pool.DivideAsync(founder, machine);
            Assert.That(end.Code, Is.Zero, end.Detail);
        }

        Assert.That(await pool.DoAsync("die", "--all", "--name", "demo"), Does.Contain("Every cell that is known has the order.").Or.Contain("3 cells have the order and end."));
        foreach (var machine in Machines)
        {
            await Nursery.AssertBecomesAsync(machine, blank[machine], TimeSpan.FromSeconds(20));
        }

        await Eventually.IsTrueAsync(() => founder.Journal.Contains("has stopped", StringComparison.Ordinal), TimeSpan.FromSeconds(20), "the founder's end");
        Assert.That((await pool.RunAsync("start", "--data", founder.Data)).Code, Is.EqualTo(4));
    }
}
