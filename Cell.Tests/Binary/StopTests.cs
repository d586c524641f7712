using NUnit.Framework;

namespace Cell.Binary;

/// <summary>An orderly stop: SIGTERM as service managers send it, SIGINT as Ctrl-C does.</summary>
[Category("Binary")]
internal sealed class StopTests
{
    private const int Pages = 200;
    private const int KilledBySignal = 128;
    private static readonly TimeSpan Allowed = TimeSpan.FromSeconds(10);

    [TestCase(Signal.Terminate)]
    [TestCase(Signal.Interrupt)]
    [Category("Invariant 8")]
    public async Task Ends_well_in_the_middle_of_work_and_loses_nothing(int signal)
    {
        await using var site = await LocalSite.OpenAsync(Pages);
        await using var habitat = await Habitat.WithOrganismAsync(site);
        using var api = habitat.Api();
        site.AnswerTime = TimeSpan.FromMilliseconds(50);
        var cell = await habitat.StartReadyAsync();
        await habitat.CrawlAsync(site.Seed);
        await Eventually.IsTrueAsync("crawl under way", TimeSpan.FromSeconds(20), () => Task.FromResult(site.Count > Pages / 4));

        cell.Signal((Signal)signal);
        var end = await cell.EndAsync(Allowed);
        Assert.That(end.Code, Is.Zero, end.Out + end.Err);
        Assert.That(end.Out, Does.Contain("has stopped"), "it says so");

        var asked = site.Requests.Where(request => request.Key.Contains("/pages/", StringComparison.Ordinal)).Select(request => request.Key).ToList();
        Assert.That(asked, Has.Count.LessThan(Pages), "it was in the middle of the crawl");
        await habitat.StartReadyAsync();
        var kept = asked.Count - (await api.MissingAsync(asked.Select(path => new Uri(new Uri(site.Seed), path).ToString()))).Count;
        Assert.That(kept, Is.EqualTo(asked.Count), "of the pages that it had asked for when it stopped, it kept");
        site.AnswerTime = TimeSpan.Zero;
        await habitat.RestAsync();
        Assert.That(await api.MissingAsync(site.Expected), Is.Empty);
        Assert.That(asked.Where(path => site.Requests[path] > 1), Is.Empty, "nothing was done twice");
    }

    // Before the runtime listens to signals, one ends the process as it ends any other.
    [Test]
    public async Task Ends_at_any_moment_of_its_start_and_starts_again()
    {
        await using var habitat = await Habitat.WithOrganismAsync(null);
        foreach (var moment in Enumerable.Range(0, 16).Select(step => TimeSpan.FromMilliseconds(step * 12)))
        {
            var cell = habitat.Start();
            await Task.Delay(moment, TimeProvider.System, CancellationToken.None);
            cell.Signal(Signal.Terminate);
            var end = await cell.EndAsync(Allowed);
            Assert.That(end.Code, Is.Zero.Or.EqualTo(KilledBySignal + (int)Signal.Terminate), $"stopped {moment.TotalMilliseconds} ms after its start: {end.Out}{end.Err}");
        }

        var again = await habitat.StartReadyAsync();
        var status = await habitat.StatusAsync(habitat.Data);
        Assert.That(status.Facts.Slot, Is.Zero, "an interrupted founding takes no slot");
        Assert.That((await again.StopAsync(Signal.Terminate)).Code, Is.Zero);
    }

    [Test]
    public async Task A_command_that_waits_ends_at_Ctrl_C()
    {
        await using var habitat = await Habitat.WithOrganismAsync(null);
        var waiting = habitat.Launch(PublishedBinary.Path, "status", "--wait", "60", "--data", habitat.Data);
        await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, CancellationToken.None);
        waiting.Signal(Signal.Interrupt);
        Assert.That((await waiting.EndAsync(Allowed)).Code, Is.EqualTo(130));
    }
}
