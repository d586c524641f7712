using System.Diagnostics;
using Cell.Identity;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Mitosis;

/// <summary>A mother is revoked: with her go her daughters and theirs, and nobody else.</summary>
[Category("Nursery")]
[Category("Long")]
internal sealed class RevokedLineTests
{
    private const string Mother = "stem1";
    private const string Sister = "stem2";
    private const string Daughter = "stem3";
    private const string Granddaughter = "stem4";
    private const string Renewed = "stem5";
    private const string CutOff = "stem6";
    private static readonly string[] Machines = [Mother, Sister, Daughter, Granddaughter, Renewed, CutOff];
    private StemPool pool = null!; // made at the start of the test

    [Test]
    public async Task A_revoked_mother_takes_her_line_with_her_but_not_her_sister_nor_who_was_renewed_before()
    {
        await using var made = pool = await StemPool.FoundAsync();
        await Nursery.DoAsync("up", $"{Machines.Length}", "--full");
        foreach (var machine in Machines)
        {
            await Nursery.FreshAsync(machine);
            await pool.AddAsync(machine);
        }

        var founder = await pool.StartAsync("founder");
        await BearAsync(founder, Mother);
        await BearAsync(founder, Sister);
        await BearAsync(Mother, Daughter);
        await BearAsync(Mother, Renewed);
        await BearAsync(Mother, CutOff);
        await BearAsync(Daughter, Granddaughter);
        var cells = (await pool.StatusAsync(founder)).Roster.Cells.ToDictionary(entry => entry.Facts.Machine, entry => entry.Cell);
        await pool.DoAsync("renew", cells[Renewed].ToString(), "--data", founder.Data);
        await Nursery.DoAsync("cut", CutOff);

        var start = Stopwatch.GetTimestamp();
        var told = await pool.DoAsync("revoke", cells[Mother].ToString(), "--lineage", "--reason", "stolen");
        await TestContext.Out.WriteLineAsync($"{told}\n{Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s");
        Assert.That(Stopwatch.GetElapsedTime(start).TotalSeconds, Is.LessThan(5));
        await AssertLivingAsync(founder, cells, Sister, Renewed);
        foreach (var machine in new[] { Mother, Daughter, Granddaughter })
        {
            await Nursery.AssertHoldsAsync(machine, "[ ! -e /var/lib/cell-receptor/state.json ]", TimeSpan.FromSeconds(30));
        }

        await founder.KillAsync();
        founder = await pool.StartAsync("founder");
        await Nursery.DoAsync("heal", CutOff);
        await Nursery.ShellAsync(Sister, "systemctl restart cell.service");
        await Nursery.ShellAsync(Renewed, "systemctl restart cell.service");
        await Eventually.IsTrueAsync(() => founder.Journal.Contains($"cell {cells[Mother]} is revoked", StringComparison.Ordinal), TimeSpan.FromSeconds(20), "the cell that was cut off is refused when it is back");
        await IsAsync(async () => (await LivingAsync(founder)).Count == 3, "the sister and the renewed one on the roster again");
        await AssertLivingAsync(founder, cells, Sister, Renewed);
    }

    private async Task BearAsync(Founder mother, string target)
    {
        var end = await pool.DivideAsync(mother, target);
        Assert.That(end.Code, Is.Zero, end.Detail);
    }

    private static async Task BearAsync(string mother, string target) => await Nursery.ShellAsync(mother, $"/usr/local/lib/cell/cell divide --json --target {target} >/tmp/told 2>&1 || {{ cat /tmp/told; exit 1; }}");

    private async Task<IReadOnlyList<RosterEntry>> LivingAsync(Founder founder) =>
        [.. (await pool.StatusAsync(founder)).Roster.Cells.Where(entry => entry.State is CellState.Alive or CellState.Suspect or CellState.Newborn)];

    private async Task AssertLivingAsync(Founder founder, Dictionary<string, CellId> cells, params string[] machines)
    {
        var born = (await LivingAsync(founder)).Where(entry => entry.Facts.Birth.Length > 0).Select(entry => entry.Cell);
        Assert.That(born, Is.SubsetOf(machines.Append(CutOff).Select(machine => cells[machine])));
        Assert.That(machines.Select(machine => cells[machine]), Is.SubsetOf(born));
    }

    private static async Task IsAsync(Func<Task<bool>> condition, string what)
    {
        for (var look = 0; !await condition(); look++)
        {
            Assert.That(look, Is.LessThan(200), $"Waited in vain for {what}.");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, CancellationToken.None);
        }
    }
}
