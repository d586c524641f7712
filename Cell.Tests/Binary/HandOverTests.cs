using System.Text.Json;
using Cell.Cli;
using Cell.Identity;
using NUnit.Framework;

namespace Cell.Binary;

/// <summary>A second operator, on a box of his own: he may look and give orders, and sign nothing.</summary>
[Category("Binary")]
internal sealed class HandOverTests
{
    [Test]
    public async Task Who_was_handed_a_folder_reads_the_status_over_the_tissue_and_signs_nothing()
    {
        await using var habitat = await Habitat.WithOrganismAsync(null);
        await habitat.StartReadyAsync();
        var place = habitat.At("for-bea");
        var added = await habitat.RunAsync("operator", "add", "bea", "--out", place);
        Assert.That(added.Code, Is.Zero, added.Err);

        var status = await RunAsync(place, "status", "--json");
        Assert.That(status.Code, Is.Zero, status.Err);
        Assert.That(Habitat.Read(status).Roster.Cells, Has.Count.EqualTo(1));
        foreach (var command in new[] { ["init", "--resign"], ["operator", "add", "bea"], ["operator", "passphrase"], ["pool", "remove", "127.0.0.1"], new[] { "start", "--data", habitat.At("other") } })
        {
            var refused = await RunAsync(place, command);
            Assert.That(refused.Code, Is.EqualTo((int)ExitCode.Refused), $"{string.Join(' ', command)}: {refused.Err}");
        }

        Assert.That((await RunAsync(place, "init", "--resign")).Err, Does.Contain("Only root may sign a genome"));
    }

    [Test]
    public async Task Operators_are_listed_for_people_and_machines()
    {
        await using var habitat = await Habitat.WithOrganismAsync(null);
        Assert.That((await habitat.RunAsync("operator", "add", "bea", "--out", habitat.At("out"))).Code, Is.Zero);
        var me = habitat.Operator.OwnEntry().Name;
        Assert.That((await habitat.RunAsync("operator", "add", me)).Code, Is.Zero);
        var rows = JsonSerializer.Deserialize((await habitat.RunAsync("operator", "list", "--json")).Out, OperatorRowJson.Default.IReadOnlyListOperatorRow)!; // a list
        Assert.That(rows.Select(row => (row.Name, row.State, row.Own)), Is.EqualTo(new[] { (me, "valid", false), ("bea", "valid", false), (me, "valid", true) }));
        var drawn = await habitat.RunAsync("operator", "list");
        Assert.That(drawn.Out.Split('\n'), Has.Length.EqualTo(4));
        Assert.That((await habitat.RunAsync("operator", "add", "bea")).Code, Is.EqualTo((int)ExitCode.Usage), "without a place");
    }

    private static async Task<Ran> RunAsync(string operatorBase, params string[] arguments)
    {
        await using var process = new CellProcess([PublishedBinary.Path, .. arguments], operatorBase);
        return await process.EndAsync();
    }
}
