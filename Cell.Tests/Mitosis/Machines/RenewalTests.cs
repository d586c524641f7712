using System.Text.Json;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Mitosis;

/// <summary>A line that has come to its last generation bears again after root has renewed it.</summary>
[Category("Nursery")]
internal sealed class RenewalTests
{
    private const string First = "stem1";
    private const string Second = "stem2";
    private const string Cell = "/usr/local/lib/cell/cell";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Test]
    public async Task The_last_generation_bears_again_after_a_renewal_and_a_restart()
    {
        await using var pool = await StemPool.FoundAsync();
        await pool.EditAsync(draft => draft.Replace("\"birthsPerHour\": 1000", "\"birthsPerHour\": 1000, \"generations\": 1", StringComparison.Ordinal));
        foreach (var machine in new[] { First, Second })
        {
            await Nursery.FreshAsync(machine);
            await pool.AddAsync(machine);
        }

        var founder = await pool.StartAsync("founder");
        var born = await pool.DivideAsync(founder, First);
        Assert.That(born.Code, Is.Zero, born.Detail);
        var before = await WhoamiAsync(First);
        Assert.That((before.Generation, before.GenerationsLeft, before.Lineage.Select(ancestor => ancestor.Generation)), Is.EqualTo((1, 0, new[] { 1, 0 })));
        Assert.That(Divide(before).WhyNot.Single(), Does.Contain("limits.generations (1)"));
        Assert.That(before.Warnings.Single(), Does.Contain($"`cell renew {before.Cell.Short}`"));

        var refused = await DivideAsync();
        Assert.That(refused, Does.Contain("the last one that limits.generations allows").And.EndsWith("4"));

        var told = await pool.DoAsync("renew", before.Cell.Short);
        Assert.That(told, Does.Contain($"{before.Cell.Short} (crawler on {First}) is renewed: generation 0 (before: 1)"));
        var after = await WhoamiAsync(First);
        Assert.That((after.Cell, after.Generation, after.GenerationsLeft, after.Mother), Is.EqualTo((before.Cell, 0, 1, before.Mother)));
        Assert.That(after.Serial, Is.Not.EqualTo(before.Serial));
        await AssertRosterAsync(pool, founder, after);

        await Nursery.ShellAsync(First, "systemctl restart cell.service");
        await AssertRosterAsync(pool, founder, after);
        var again = await WhoamiAsync(First);
        Assert.That((again.Cell, again.Serial, again.Generation, Divide(again).May), Is.EqualTo((after.Cell, after.Serial, 0, true)), string.Join(' ', Divide(again).WhyNot));
        var second = await DivideAsync();
        Assert.That(second, Does.EndWith("0").And.Contain($"lives on {Second}"));
        var daughter = await WhoamiAsync(Second);
        Assert.That((daughter.Generation, daughter.GenerationsLeft, daughter.Mother), Is.EqualTo((1, 0, (Identity.CellId?)after.Cell)));
        Assert.That(daughter.Lineage.Select(ancestor => ancestor.Cell), Is.EqualTo(new[] { daughter.Cell.ToString(), after.Cell.ToString() }), "the founder is not among them any more");
    }

    /// <returns>What the first machine's cell says, and last the exit code.</returns>
    private static Task<string> DivideAsync() => Nursery.ShellAsync(First, $"if {Cell} divide --target {Second} 2>&1; then echo 0; else echo $?; fi");

    private static Power Divide(WhoamiAnswer answer) => answer.Powers.Single(power => power.Name == "divide");

    // A second after the proof she hears of it herself.
    private static async Task<WhoamiAnswer> WhoamiAsync(string machine)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var answer = JsonSerializer.Deserialize(await Nursery.ShellAsync(machine, $"{Cell} whoami --json"), ControlJson.Default.WhoamiAnswer) ?? throw new AssertionException("No answer.");
            if (answer.State == CellState.Alive)
            {
                return answer;
            }

            Assert.That(TimeProvider.System.GetElapsedTime(start), Is.LessThan(Patience), $"the cell of {machine} does not know that it is alive: {answer.State}");
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, CancellationToken.None);
        }
    }

    private static async Task AssertRosterAsync(StemPool pool, Founder founder, WhoamiAnswer cell)
    {
        var start = TimeProvider.System.GetTimestamp();
        while ((await pool.StatusAsync(founder)).Roster.Cells.FirstOrDefault(entry => entry.Cell == cell.Cell) is not { State: CellState.Alive, Facts.Generation: 0 } entry || entry.Facts.Serial != cell.Serial)
        {
            Assert.That(TimeProvider.System.GetElapsedTime(start), Is.LessThan(Patience), $"the roster does not have {cell.Cell} alive under {cell.Serial}\n{founder.Journal}");
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, CancellationToken.None);
        }
    }
}
