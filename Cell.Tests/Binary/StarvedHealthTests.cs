using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Binary;

/// <summary>A health cell that is starved accuses nobody.</summary>
[Category("Binary")]
[Category("Long")]
internal sealed class StarvedHealthTests
{
    private static readonly TimeSpan Watch = TimeSpan.FromSeconds(30);

    // A twentieth of a core, in short turns.
    [Test]
    public async Task It_gets_next_to_no_processor_time()
    {
        await using var habitat = await Habitat.WithOrganismAsync(null);
        var health = await StartAsync(habitat);
        var end = TimeProvider.System.GetUtcNow() + Watch;
        while (TimeProvider.System.GetUtcNow() < end)
        {
            health.Signal(Signal.Stop);
            await Task.Delay(TimeSpan.FromMilliseconds(380), TimeProvider.System, CancellationToken.None);
            health.Signal(Signal.Continue);
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
        }

        await Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System, CancellationToken.None);
        var events = await habitat.EventsAsync(habitat.Data);
        await TestContext.Out.WriteLineAsync($"{events.Count(one => one.Kind == EventKind.Suspect)} suspicions.");
        AssertNobodyWasAccused(events);
    }

    private static void AssertNobodyWasAccused(IReadOnlyList<OrganismEvent> events) => Assert.That(events.Where(one => one.Kind is EventKind.Dead or EventKind.Gone), Is.Empty);

    private static async Task<CellProcess> StartAsync(Habitat habitat, params string[] before)
    {
        var health = habitat.Launch([.. before, PublishedBinary.Path, "start", "--role", "health", "--data", habitat.Data]);
        await habitat.ReadyAsync(health, habitat.Data);
        foreach (var role in new[] { "api", "crawler" })
        {
            await habitat.ReadyAsync(habitat.Launch(PublishedBinary.Path, "start", "--role", role, "--data", habitat.At(role)), habitat.At(role));
        }

        await Eventually.IsTrueAsync("all alive", TimeSpan.FromSeconds(20), async () => (await habitat.StatusAsync(habitat.Data)).Roster.Cells.Count(entry => entry.State == CellState.Alive) == 3);
        await Task.Delay(TimeSpan.FromSeconds(12), TimeProvider.System, CancellationToken.None);
        return health;
    }
}
