using Cell.Mitosis;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;

namespace Cell.Tissue;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class AuditRelayTests
{
    private static readonly AuditDeed Deed = new(AuditKind.Seeds, "operator ann", "3 seeds", "box");
    private readonly List<(string Name, IKeeper Keeper)> keepers = [];

    [Test]
    public async Task Every_health_cell_has_it_before_the_order_is_answered()
    {
        var (one, two) = (new ReportsKept(0), new ReportsKept(0));
        keepers.AddRange([("one", one), ("two", two)]);
        await Relay().RecordAsync(Deed, CancellationToken.None);
        Assert.That(one.Notes.Concat(two.Notes).Select(note => note.Deed), Is.EqualTo(new[] { Deed, Deed }));
        Assert.That(one.Notes[0].Id, Is.EqualTo(two.Notes[0].Id));
    }

    [Test]
    public async Task Who_does_not_answer_is_told_again_until_it_has_taken_it()
    {
        var (one, two) = (new ReportsKept(0), new ReportsKept(2));
        keepers.AddRange([("one", one), ("two", two)]);
        await RunAsync(() => two.Notes.Count == 1);
        Assert.That((one.Notes.Count, two.Tries), Is.EqualTo((1, 3)), "each once");
    }

    [Test]
    public async Task With_no_health_cell_known_it_waits_for_one()
    {
        var one = new ReportsKept(0);
        var relay = Relay();
        await relay.RecordAsync(Deed, CancellationToken.None);
        keepers.Add(("one", one));
        await RunAsync(relay, () => one.Notes.Count == 1);
    }

    private AuditRelay Relay() => new(() => keepers, TimeProvider.System, NullLogger<AuditRelay>.Instance);

    private async Task RunAsync(Func<bool> isDone)
    {
        var relay = Relay();
        await relay.RecordAsync(Deed, CancellationToken.None);
        await RunAsync(relay, isDone);
    }

    private static async Task RunAsync(AuditRelay relay, Func<bool> isDone)
    {
        using var stop = new CancellationTokenSource();
        var running = relay.RunAsync(stop.Token);
        await Eventually.IsTrueAsync(isDone, TimeSpan.FromSeconds(20), "the note is taken");
        await stop.CancelAsync();
        Assert.That(async () => await running, Throws.InstanceOf<OperationCanceledException>());
    }
}
