using System.Text.Json;
using Cell.Genome;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Mitosis;

/// <summary>An API that ends on a real machine: its pages are put aside, and the machine is fit for the next birth.</summary>
[Category("Nursery")]
[Category("Invariant 8")]
internal sealed class RelicMachineTests
{
    private const string Machine = "stem2";

    [Test]
    public async Task An_api_leaves_its_pages_and_a_blank_machine()
    {
        await using var pool = await StemPool.FoundAsync();
        await Nursery.FreshAsync(Machine);
        await pool.AddAsync(Machine);
        await pool.EditAsync(draft => draft.Replace("\"frontier\": { \"hosts\": [", $"\"frontier\": {{ \"hosts\": [\"{Machine}\", ", StringComparison.Ordinal));
        var founder = await pool.StartAsync("founder", "health", "crawler");
        var before = await Nursery.TracesAsync(Machine);
        var daughter = await BearAsync(pool, founder);
        await pool.RunAsync("die", daughter.Cell.ToString(), "--last", "--reason", "a test");
        await Nursery.AssertHoldsAsync(Machine, "[ ! -e /var/lib/cell-receptor/state.json ]", TimeSpan.FromSeconds(40));
        var relic = $"/var/lib/cell-receptor/relic/{daughter.Facts.Birth}";
        Assert.That((await Nursery.ShellAsync(Machine, $"cd {relic}; ls; stat -c '%U %a' . *")).Split('\n'), Does.Contain("pages.db").And.Contain("facts.json").And.Contain("root 700").And.Contain("root 600"));
        var facts = JsonSerializer.Deserialize(await Nursery.ShellAsync(Machine, $"cat {relic}/facts.json"), MachineJson.Default.RelicFacts);
        Assert.That((facts?.Birth, facts?.Role, facts?.Reason), Is.EqualTo((daughter.Facts.Birth, Role.Api, "the cell asked for its end")));
        await pool.AssertBlankAsync(Machine, TimeSpan.FromSeconds(30));

        var next = await BearAsync(pool, founder);
        await pool.DoAsync("revoke", next.Cell.ToString(), "--reason", "stolen");
        await Nursery.AssertHoldsAsync(Machine, "[ ! -e /var/lib/cell-receptor/state.json ]", TimeSpan.FromSeconds(60));
        Assert.That(await Nursery.ShellAsync(Machine, "ls /var/lib/cell-receptor/relic | wc -l"), Is.EqualTo("2"));
        await Nursery.ShellAsync(Machine, "rm -r /var/lib/cell-receptor/relic");
        await Nursery.AssertBecomesAsync(Machine, before, TimeSpan.FromSeconds(20));
    }

    private static async Task<RosterEntry> BearAsync(StemPool pool, Founder founder)
    {
        var code = await pool.RunAsync("divide", "--target", Machine, "--role", "api", "--data", founder.Data);
        Assert.That(code.Good, Is.True, code.Trouble + code.Output);
        return (await pool.StatusAsync(founder)).Roster.Cells.Single(entry => entry.Facts.Machine == Machine && entry.State == CellState.Alive);
    }
}
