using Cell.Cli;
using NUnit.Framework;

namespace Cell.Binary;

/// <summary>What an operator does with the pages of a cell, while it runs and takes more.</summary>
[Category("Binary")]
internal sealed class DataCommandTests
{
    private const int Pages = 200;

    [Test, Category("Invariant 8")]
    public async Task A_backup_made_while_pages_come_in_has_all_that_was_acknowledged_before_and_goes_into_another_cell()
    {
        await using var habitat = await Habitat.WithOrganismAsync(null);
        var cell = await habitat.StartReadyAsync();
        using var crawler = new OutsideCrawler(habitat.Operator, habitat.Port + 1);
        await crawler.JoinAsync();
        using var end = new CancellationTokenSource();
        var living = crawler.LiveAsync(end.Token);
        var acknowledged = new List<string>();
        await SubmitAsync(crawler, "before", acknowledged);
        var later = SubmitAsync(crawler, "later", []);
        Directory.CreateDirectory(habitat.At("backups"));
        var made = await habitat.RunAsync("backup", "--data", habitat.Data, habitat.At("backups"));
        Assert.That(made.Code, Is.Zero, made.Err);
        await later;
        var file = Directory.GetFiles(habitat.At("backups")).Single();
        Assert.That(made.Out, Does.Contain("found whole").And.Contain(file));

        var again = await habitat.RunAsync("backup", "--data", habitat.Data, file);
        Assert.That((again.Code, again.Err), Is.EqualTo(((int)ExitCode.Refused, $"cell: {file} is there already: name another file, or a folder.")));
        var nowhere = await habitat.RunAsync("backup", "--data", habitat.Data, habitat.At("nowhere/file"));
        Assert.That((nowhere.Code, nowhere.Err), Is.EqualTo(((int)ExitCode.Box, $"cell: {habitat.At("nowhere")} is not there: make it first.")));
        var refused = await habitat.RunAsync("restore", "--data", habitat.Data, file);
        Assert.That(refused.Code, Is.EqualTo((int)ExitCode.Refused));
        Assert.That(refused.Err, Does.Contain("With --merge"));

        await end.CancelAsync();
        await living;
        Assert.That((await cell.StopAsync(Signal.Terminate)).Code, Is.Zero);
        foreach (var lost in Directory.GetFiles(habitat.Data, "pages*"))
        {
            File.Delete(lost);
        }

        Directory.Delete(Path.Combine(habitat.Data, "index"), recursive: true);
        await habitat.StartReadyAsync();
        var restored = await habitat.RunAsync("restore", "--data", habitat.Data, file);
        Assert.That(restored.Code, Is.Zero, restored.Err);
        using var api = habitat.Api();
        Assert.That(await api.MissingAsync(acknowledged), Is.Empty);
        Assert.That((await habitat.RunAsync("restore", "--data", habitat.Data, "--merge", file)).Code, Is.Zero);

        var damaged = habitat.At("damaged");
        await File.WriteAllBytesAsync(damaged, (await File.ReadAllBytesAsync(file))[..^40]);
        var told = await habitat.RunAsync("restore", "--data", habitat.Data, "--merge", damaged);
        Assert.That(told.Code, Is.EqualTo((int)ExitCode.Refused));
        Assert.That(told.Err, Does.Contain(damaged));
    }

    [Test]
    public async Task A_new_index_is_made_and_the_data_is_examined_while_the_cell_runs_and_when_it_does_not()
    {
        await using var habitat = await Habitat.WithOrganismAsync(null);
        var cell = await habitat.StartReadyAsync();
        using var crawler = new OutsideCrawler(habitat.Operator, habitat.Port + 1);
        await crawler.JoinAsync();
        using var end = new CancellationTokenSource();
        var living = crawler.LiveAsync(end.Token);
        await SubmitAsync(crawler, "page", []);
        var made = await habitat.RunAsync("reindex", "--data", habitat.Data);
        Assert.That((made.Code, made.Out.Split('\n')[^1]), Is.EqualTo((0, "The new index has taken the place of the old one.")), made.Err);
        await AgreesAsync(habitat);
        using var api = habitat.Api();
        Assert.That(await api.WithWordAsync("Text"), Has.Count.EqualTo(Pages + 1));
        await end.CancelAsync();
        await living;
        var busy = await habitat.RunAsync("compact", "--data", habitat.Data);
        Assert.That((busy.Code, busy.Err), Is.EqualTo(((int)ExitCode.Box, busy.Err)));
        Assert.That(busy.Err, Does.Contain("another cell runs there"));
        await cell.StopAsync(Signal.Kill);
        await AgreesAsync(habitat);
        var compacted = await habitat.RunAsync("compact", "--data", habitat.Data);
        Assert.That(compacted.Code, Is.Zero, compacted.Err);
        await AgreesAsync(habitat);

        foreach (var file in Directory.GetFiles(Path.Combine(habitat.Data, "index"), "segments*"))
        {
            await File.WriteAllTextAsync(file, "damaged");
        }

        var lost = await habitat.RunAsync("check", "--data", habitat.Data);
        Assert.That(lost.Code, Is.EqualTo((int)ExitCode.No));
        Assert.That(lost.Out, Does.Contain("! The index cannot be read: ").And.Contain("cell reindex"));
        var empty = await habitat.RunAsync("check", "--data", habitat.At("nothing"));
        Assert.That(empty.Code, Is.EqualTo((int)ExitCode.Box), empty.Err);
    }

    private static async Task AgreesAsync(Habitat habitat)
    {
        var check = await habitat.RunAsync("check", "--data", habitat.Data);
        Assert.That((check.Code, check.Out.Split('\n')[^1]), Is.EqualTo((0, "Pages, log and index agree.")), $"{check.Out}\n{check.Err}");
    }

    private static async Task SubmitAsync(OutsideCrawler crawler, string mark, List<string> acknowledged)
    {
        foreach (var at in Enumerable.Range(0, Pages))
        {
            var page = OutsideCrawler.Page($"{mark}{at}");
            await crawler.SubmitAsync(page, CancellationToken.None);
            acknowledged.Add(page.Url);
        }
    }
}
