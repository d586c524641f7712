using Cell.Genome;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Binary;

/// <summary>Which side of a cut between health cells may still let a cell be born, where the limit leaves room for one.</summary>
[Category("Binary")]
[Category("Long")]
[Category("Invariant 5")]
[Category("Invariant 7")]
internal sealed class HealthCutTests
{
    private const int Port = 7100; // in networks of their own
    private const string Names = "ABC";
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan HeldDead = TimeSpan.FromSeconds(15);

    // Each letter is a network with a health cell and a crawler that is ordered to bear; a cut names two of them; killed are health cells alone.
    [TestCase("A", "", "", "A")]
    [TestCase("AB", "", "", "AB")]
    [TestCase("AB", "AB", "", "")]
    [TestCase("AB", "", "B", "AB", Description = "a closed port is proof")]
    [TestCase("ABC", "", "", "ABC")]
    [TestCase("ABC", "AB AC", "", "BC")]
    [TestCase("ABC", "AB AC BC", "", "")]
    [TestCase("ABC", "AB", "", "ABC", Description = "each has C with it, and C signs one")]
    [TestCase("ABC", "", "C", "ABC")]
    [TestCase("ABC", "AB", "C", "C", Description = "two may live, and only C sees both")]
    [TestCase("ABC", "", "BC", "ABC")]
    public async Task One_side_at_most_lets_a_cell_be_born_and_no_more_than_the_limit(string hosts, string cuts, string killed, string may)
    {
        await using var networks = await RoutedNetworks.MakeAsync([.. hosts.Select(_ => 1)]);
        await using var habitat = new Habitat();
        await FoundAsync(habitat, hosts.Length);
        var health = new Dictionary<char, CellProcess>();
        foreach (var host in hosts)
        {
            health[host] = Start(habitat, host, "health", 0);
            await habitat.ReadyAsync(health[host], Folder(habitat, host, "health"));
        }

        foreach (var host in hosts)
        {
            await habitat.ReadyAsync(Start(habitat, host, "crawler", 1), Folder(habitat, host, "crawler"));
        }

        foreach (var host in hosts)
        {
            await Eventually.IsTrueAsync("all alive", TimeSpan.FromSeconds(30), async () =>
                (await habitat.StatusAsync(Folder(habitat, host, "health"))).Roster.Cells.Count(entry => entry.State == CellState.Alive) == 2 * hosts.Length);
        }

        await Task.Delay(Settled, TimeProvider.System, CancellationToken.None);
        foreach (var cut in cuts.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            await RoutedNetworks.CutAsync(Names.IndexOf(cut[0], StringComparison.Ordinal), Names.IndexOf(cut[1], StringComparison.Ordinal));
        }

        foreach (var dead in killed)
        {
            await health[dead].DisposeAsync();
        }

        // At once, and when the silent ones are held dead. Who was let to bear finds nobody at that address, and the room is free again.
        foreach (var (moment, wait) in new[] { ("soon", Settled), ("later", HeldDead) })
        {
            await Task.Delay(wait, TimeProvider.System, CancellationToken.None);
            var began = TimeProvider.System.GetUtcNow();
            var asked = await Task.WhenAll(hosts.Select(host => habitat.RunAsync("divide", "--data", Folder(habitat, host, "crawler"), "--role", "crawler", "--target", Blank(host))));
            var let = string.Concat(hosts.Where((_, at) => asked[at].Err.Contains("cannot be reached by SSH", StringComparison.Ordinal)));
            await TestContext.Out.WriteLineAsync($"health hosts {hosts}, cut {Or(cuts)}, killed {Or(killed)}, {moment}: {Or(let)} let to bear, by the rule one of {Or(may)}");
            var told = string.Join('\n', asked.Select(one => $"{one.Code}: {one.Err}"));
            Assert.That(let.All(may.Contains), Is.True, told);
            Assert.That(let.Length > 0, Is.EqualTo(may.Length > 0), told);
            await AssertWithinLimitAsync(habitat, let, hosts.Except(killed), 1 + killed.Length, began);
        }
    }

    // A dead cell leaves its place to another one.
    private static async Task AssertWithinLimitAsync(Habitat habitat, string let, IEnumerable<char> living, int room, DateTimeOffset since)
    {
        var events = new List<OrganismEvent>();
        foreach (var host in living)
        {
            events.AddRange((await habitat.EventsAsync(Folder(habitat, host, "health"))).Where(one => one.At >= since));
        }

        var births = let.Select(host => (Begun: First(EventKind.Ticket, host), Ended: First(EventKind.Undone, host))).ToList();
        var atOnce = births.Select(birth => births.Count(other => other.Begun <= birth.Begun && birth.Begun < other.Ended)).DefaultIfEmpty().Max();
        Assert.That(atOnce, Is.LessThanOrEqualTo(room), string.Join('\n', events.Select(one => $"{one.At:HH:mm:ss.fff} {one.Kind} {one.Machine} {one.What}")));

        DateTimeOffset First(EventKind kind, char host) => events.Where(one => one.Kind == kind && one.Machine == Blank(host)).Min(one => one.At);
    }

    private static string Or(string text) => text.Length == 0 ? "none" : text;

    private static string Folder(Habitat habitat, char host, string role) => habitat.At($"{role}{host}");

    private static string Blank(char host) => $"10.99.99.{1 + Names.IndexOf(host, StringComparison.Ordinal)}";

    private static string Address(char host) => RoutedNetworks.Address(Names.IndexOf(host, StringComparison.Ordinal), 0);

    private static CellProcess Start(Habitat habitat, char host, string role, int slot) => habitat.Launch(
    [
        .. RoutedNetworks.In(Names.IndexOf(host, StringComparison.Ordinal)), PublishedBinary.Path, "start", "--data", Folder(habitat, host, role), "--role", role,
        "--machine", Address(host), "--public", $"{Port + (2 * slot)}", "--tissue", $"{Port + (2 * slot) + 1}",
    ]);

    private static async Task FoundAsync(Habitat habitat, int hosts)
    {
        var made = await habitat.RunAsync("init", "demo", "--host", Address('A'), "--address", "10.99.0.0/16");
        Assert.That(made.Code, Is.Zero, made.Err);
        var others = Names[1..hosts].Select(host => $$"""{ "host": "{{Address(host)}}", "founder": true, "addresses": ["10.99.0.0/16"] }, """);
        var blank = Names[..hosts].Select((host, at) => $$"""{ "host": "{{Blank(host)}}", "user": "root", "hostKey": "{{TestGenes.HostKey(at)}}", "addresses": ["{{Blank(host)}}"] }, """);
        await habitat.EditAsync(draft => draft
            .Replace("\"machines\": [", $"\"machines\": [ {string.Concat(others.Concat(blank))}", StringComparison.Ordinal)
            .Replace($"\"hosts\": [\"{Address('A')}\"] }},\n  \"frontier\"", $"\"hosts\": [{string.Join(", ", Names[..hosts].Select(host => $"\"{Address(host)}\""))}] }},\n  \"frontier\"", StringComparison.Ordinal)
            .Replace("\"crawler\": {", $$"""
                "limits": { "cells": {{(2 * hosts) + 1}} },
                  "population": { "crawler": { "min": 0, "max": 100 }, "api": { "min": 0 }, "health": { "min": 1, "max": 3 } },
                  "crawler": {
                """, StringComparison.Ordinal));
    }
}
