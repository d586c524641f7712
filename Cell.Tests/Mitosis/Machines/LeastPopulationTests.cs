using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Mitosis;

/// <summary>What died out is born again, with nobody watching.</summary>
[Category("Nursery")]
[Category("Invariant 6")]
internal sealed class LeastPopulationTests
{
    private static readonly string[] Machines = ["stem1", "stem2", "stem3"];

    [Test]
    public async Task Crawlers_that_lost_their_power_are_replaced_within_ten_seconds_of_the_verdict_by_just_as_many_as_the_least()
    {
        await using var pool = await StemPool.FoundAsync();
        await pool.AddFreshAsync(Machines);

        await pool.EditAsync(draft => draft.Replace("\"crawler\": { \"min\": 0 }", "\"crawler\": { \"min\": 1 }", StringComparison.Ordinal));
        var health = await pool.StartAsync("health", "health", "api");
        var first = await BornAsync(pool, health, 1);
        await Nursery.DoAsync("kill", first.Machine);
        var second = await BornAsync(pool, health, 2);
        Assert.That(second.Machine, Is.Not.EqualTo(first.Machine));

        var events = await pool.EventsAsync(health);
        var dead = events.Single(one => one.Kind == EventKind.Dead);
        Assert.That(dead.Cell, Is.EqualTo(first.Cell));
        Assert.That(second.At - dead.At, Is.LessThan(TimeSpan.FromSeconds(10)));
        Assert.That(events.Count(one => one.Kind == EventKind.Reaction && one.What.Contains("0 crawler cells lived or were being born, the least is 1: proved", StringComparison.Ordinal)), Is.EqualTo(2));

        // Nothing is born for nothing.
        await Task.Delay(TimeSpan.FromSeconds(8), TimeProvider.System, CancellationToken.None);
        Assert.That((await pool.EventsAsync(health)).Count(one => one.Kind == EventKind.Ticket), Is.EqualTo(2));
    }

    private static async Task<OrganismEvent> BornAsync(StemPool pool, Founder health, int count)
    {
        IReadOnlyList<OrganismEvent> born = [];
        await Eventually.IsTrueAsync($"crawler {count}", TimeSpan.FromSeconds(60), async () =>
            (born = [.. (await pool.EventsAsync(health)).Where(one => one.Kind == EventKind.Alive && Machines.Contains(one.Machine) && one.What.EndsWith("its birth is proved", StringComparison.Ordinal))]).Count >= count);
        return born[^1];
    }
}
