using System.Diagnostics;
using Cell.Cli;
using Cell.Identity;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Binary;

/// <summary>`cell revoke` and what becomes of the revoked, with real processes.</summary>
[Category("Binary")]
internal sealed class RevocationTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(5);

    [Test]
    public async Task A_revoked_crawler_ends_at_once_and_comes_back_neither_by_itself_nor_with_an_old_list()
    {
        await using var founders = await Founders.StartAsync();
        var habitat = founders.Habitat;
        var crawler = await founders.EntryAsync("crawler");
        var others = (await founders.StatusAsync()).Roster.Cells.Where(entry => entry.Cell != crawler.Cell).Select(entry => (entry.Cell, entry.Incarnation)).ToList();
        var before = founders.CopyOperator("operator-before");

        var clock = Stopwatch.StartNew();
        var revoked = await habitat.RunAsync("revoke", crawler.Cell.Short, "--reason", "stolen");
        Assert.That(revoked.Code, Is.Zero, revoked.Err);
        var ended = await founders["crawler"].EndAsync(Bound);
        TestContext.Out.WriteLine($"Out and ended after {clock.Elapsed.TotalSeconds:0.00} s.\n{revoked.Out}\n{ended.Err}");
        Assert.That(clock.Elapsed, Is.LessThan(Bound));
        Assert.That((ended.Code, ended.Err), Is.EqualTo(((int)ExitCode.Refused, ended.Err)));
        Assert.That(founders["crawler"].Journal, Has.Some.Contains($"This cell ends: cell {crawler.Cell} is revoked").And.Some.Contains("stolen"));
        await founders.AliveAsync("api", "health");
        Assert.That((await founders.StatusAsync()).Roster.Cells.Where(entry => entry.Cell != crawler.Cell).Select(entry => (entry.Cell, entry.Incarnation)), Is.EquivalentTo(others), "the same processes");

        foreach (var role in new[] { "api", "health" })
        {
            await founders[role].StopAsync(Signal.Terminate);
            founders.Start(role);
        }

        await founders.AliveAsync("api", "health");
        var again = await founders.Start("crawler").EndAsync(Bound);
        Assert.That((again.Code, again.Err), Is.EqualTo(((int)ExitCode.Refused, again.Err)));
        Assert.That(again.Err, Does.Contain($"cell {crawler.Cell} is revoked"));

        // Off at that time, on a box that has not heard of it: peers have.
        File.Delete(new DataFolder(habitat.At("crawler")).Revocations);
        await using var late = new CellProcess([PublishedBinary.Path, "start", "--data", habitat.At("crawler")], before);
        await Eventually.IsTrueAsync("refusal in the health cell's journal", Founders.Soon, () => Task.FromResult(
            founders["health"].Journal.Any(line => line.Contains("Tissue: refused", StringComparison.Ordinal) && line.Contains($"cell {crawler.Cell} is revoked", StringComparison.Ordinal))));
        await founders.AliveAsync("api", "health");
        await late.StopAsync(Signal.Kill);

        var listed = await habitat.RunAsync("revoke", "--list");
        Assert.That(listed.Out, Does.Contain(crawler.Cell.ToString()).And.Contain("stolen").And.Contain("Version 1."));
    }

    [Test]
    public async Task A_revoked_operator_is_refused_over_the_tissue_and_another_boxs_list_is_kept()
    {
        await using var founders = await Founders.StartAsync();
        var habitat = founders.Habitat;
        var tissue = (await founders.EntryAsync("health")).Facts.Tissue;
        var elsewhere = founders.CopyOperator("elsewhere");
        var distant = new OperatorFolder(Directory.GetDirectories(elsewhere).Single());
        File.Delete(distant.Founders);
        FounderFiles.KeepGreet(distant.Greet, [tissue]);
        var own = distant.Credentials().Identity;
        await using (var good = new CellProcess([PublishedBinary.Path, "status"], elsewhere))
        {
            Assert.That((await good.EndAsync()).Code, Is.Zero, "else the refusal would prove nothing");
        }

        // The distant box revokes a cell that nobody knows: by its whole id.
        var unknown = CellId.New(TimeProvider.System);
        await using (var other = new CellProcess([PublishedBinary.Path, "revoke", unknown.ToString()], elsewhere))
        {
            var told = await other.EndAsync();
            Assert.That(told.Code, Is.Zero, told.Err);
        }

        var revoked = await habitat.RunAsync("revoke", "--operator", own.Serial, "--reason", "laptop lost");
        Assert.That(revoked.Code, Is.Zero, revoked.Err);
        Assert.That((await habitat.RunAsync("revoke", "--list", "--json")).Out, Does.Contain(unknown.ToString()).And.Contain(own.Serial).And.Contain("\"version\":2"));
        await Eventually.IsTrueAsync("refusal of the operator", Bound, async () =>
        {
            await using var bad = new CellProcess([PublishedBinary.Path, "status"], elsewhere);
            return (await bad.EndAsync()).Code is (int)ExitCode.Unreachable or (int)ExitCode.Refused;
        });
        Assert.That(founders["health"].Journal, Has.Some.Contains($"operator {own.Serial} is revoked"));
    }

    [Test]
    public async Task Without_a_cell_that_answers_it_is_signed_and_says_so()
    {
        await using var habitat = await Habitat.WithOrganismAsync(null);
        var cell = CellId.New(TimeProvider.System);
        var told = await habitat.RunAsync("revoke", cell.ToString());
        Assert.That((told.Code, told.Err), Is.EqualTo(((int)ExitCode.Unreachable, told.Err)));
        Assert.That(told.Err, Does.Contain("signed and lies in").And.Contain("nobody is out yet"));
        Assert.That((await habitat.RunAsync("revoke", "--list")).Out, Does.Contain(cell.ToString()));
    }

    [Test]
    public async Task The_working_root_is_not_revoked_by_itself()
    {
        await using var habitat = await Habitat.WithOrganismAsync(null);
        var told = await habitat.RunAsync("revoke", "--working-root");
        Assert.That(told.Err, Does.Contain("the genome is signed by it alone"));
        var forced = await habitat.RunAsync("revoke", "--working-root", "--force");
        Assert.That(forced.Err, Does.Contain("Only the recovery root revokes the working one"));
        Assert.That((told.Code, forced.Code), Is.EqualTo(((int)ExitCode.Refused, (int)ExitCode.Refused)));
    }
}
