using System.Diagnostics;
using NUnit.Framework;

namespace Cell.Binary;

/// <summary>The same disk started twice at the same address: no address and no certificate tells the two apart.</summary>
[Category("Binary")]
internal sealed class ForkTests
{
    [Test]
    public async Task Both_are_in_quarantine_within_seconds_until_the_operator_trusts_one_again()
    {
        await using var founders = await Founders.StartAsync();
        var habitat = founders.Habitat;
        var crawler = await founders.EntryAsync("crawler");
        Founders.CopyFolder(habitat.At("crawler"), habitat.At("copy"));
        var ports = Ports.Block(2);

        var clock = Stopwatch.StartNew();
        await using var copy = habitat.Launch(
            PublishedBinary.Path, "start", "--data", habitat.At("copy"), "--role", "crawler", "--public", $"{ports}", "--tissue", $"{ports + 1}");
        await Eventually.IsTrueAsync("event that names the cell", TimeSpan.FromSeconds(10), () => Task.FromResult(Said(founders, $"Cell {crawler.Cell} on {Habitat.Host} is in quarantine until")));
        TestContext.Out.WriteLine($"In quarantine {clock.Elapsed.TotalSeconds:0.00} s after the start of the second.\n{founders["health"].Journal.First(line => line.Contains("is in quarantine until", StringComparison.Ordinal))}");
        Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromSeconds(5)));
        Assert.That(founders["health"].Journal, Has.Some.Contains("two senders with one identity").And.Some.Contains($":{ports + 1}"));
        await Eventually.IsTrueAsync("word of it in the API cell", TimeSpan.FromSeconds(5), () => Task.FromResult(
            founders["api"].Journal.Any(line => line.Contains($"Cell {crawler.Cell} gets no work any more", StringComparison.Ordinal))));
        var shown = await habitat.RunAsync("status", "--data", habitat.At("health"));
        Assert.That(shown.Out, Does.Contain($"In quarantine: {crawler.Cell.Short}"));

        await copy.StopAsync(Signal.Kill);
        await founders["crawler"].StopAsync(Signal.Kill);
        founders.Start("crawler");
        await founders.AliveAsync("api", "crawler", "health");
        Assert.That((await habitat.RunAsync("quarantine")).Out, Does.Contain(crawler.Cell.Short), "a restart ends nothing");
        var cleared = await habitat.RunAsync("quarantine", "--clear", crawler.Cell.Short);
        Assert.That((cleared.Code, cleared.Out), Is.EqualTo((0, cleared.Out)), cleared.Err);
        Assert.That(cleared.Out, Does.Contain($"trusts {crawler.Cell} again"));
        Assert.That((await habitat.RunAsync("quarantine")).Out, Does.Contain("No cell is in quarantine"));

        // The same one, alone: it stays trusted while another one is started anew, which takes some heartbeats.
        await founders["api"].StopAsync(Signal.Terminate);
        founders.Start("api");
        await founders.AliveAsync("api", "crawler", "health");
        Assert.That((await habitat.RunAsync("quarantine")).Out, Does.Contain("No cell is in quarantine"));
    }

    private static bool Said(Founders founders, string text) => founders["health"].Journal.Any(line => line.Contains(text, StringComparison.Ordinal));
}
