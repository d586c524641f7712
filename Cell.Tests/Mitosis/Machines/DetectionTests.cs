using System.Globalization;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Mitosis;

/// <summary>How soon a health cell notices, and that it accuses nobody wrongly.</summary>
[Category("Nursery")]
internal sealed class DetectionTests
{
    private static readonly string[] Machines = ["stem1", "stem2", "stem3"];
    private static readonly TimeSpan Front = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Dead = TimeSpan.FromSeconds(5);

    private const string Mend = "rm -rf /run/systemd/system/cell.service.d; systemctl daemon-reload; systemctl reset-failed cell.service || true; systemctl start cell.service";

    private const string Deaf = "nothing comes to it";

    private StemPool? pool;
    private Founder health = null!; // each test founds it

    [Test]
    public async Task A_crash_is_seen_at_once_and_a_restart_is_no_death()
    {
        await FoundAsync(Machines[..2]);
        await AssertSeenAsync("crash", "stem1", () => Nursery.CrashAsync("stem1"), () => Nursery.ShellAsync("stem1", Mend), dies: true);
        await AssertSeenAsync("kill -9, started again", "stem2", () => Nursery.ShellAsync("stem2", "systemctl kill --signal=SIGKILL cell.service"), () => Task.FromResult(""), dies: false);
    }

    [Test, Category("Long")]
    public async Task Each_way_to_fall_silent_is_seen_in_time()
    {
        await FoundAsync(Machines);
        for (var round = 0; round < 5; round++)
        {
            await AssertSeenAsync("crash", "stem1", () => Nursery.CrashAsync("stem1"), () => Nursery.ShellAsync("stem1", Mend), dies: true);
            await AssertSeenAsync("kill -9, started again", "stem2", () => Nursery.ShellAsync("stem2", "systemctl kill --signal=SIGKILL cell.service"), () => Task.FromResult(""), dies: false);
            await AssertSeenAsync("power cut", "stem3", () => Nursery.DoAsync("kill", "stem3"), () => Nursery.DoAsync("on", "stem3"), dies: true);
            await AssertSeenAsync("network cut", "stem1", () => Nursery.DoAsync("cut", "stem1"), () => Nursery.DoAsync("heal", "stem1"), dies: true);
            await AssertSeenAsync(Deaf, "stem3", () => Nursery.DoAsync("cut", "stem3", "--in"), () => Nursery.DoAsync("heal", "stem3"), dies: true);
            await AssertSeenAsync("nothing comes from it", "stem1", () => Nursery.DoAsync("cut", "stem1", "--out"), () => Nursery.DoAsync("heal", "stem1"), dies: true);
            await AssertSeenAsync("stopped (SIGSTOP)", "stem2", () => Nursery.ShellAsync("stem2", "systemctl kill --signal=SIGSTOP cell.service"), () => Nursery.ShellAsync("stem2", "systemctl kill --signal=SIGCONT cell.service"), dies: true);
        }

    }

    [Test, Category("Long")]
    public async Task A_health_cell_that_was_stopped_itself_accuses_nobody()
    {
        await FoundAsync(Machines);
        await Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System, CancellationToken.None);
        foreach (var seconds in new[] { 3, 10, 30 })
        {
            await Tool.RunAsync("kill", "-STOP", $"{health.ProcessId}");
            await Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System, CancellationToken.None);
            await Tool.RunAsync("kill", "-CONT", $"{health.ProcessId}");
            await Task.Delay(TimeSpan.FromSeconds(12), TimeProvider.System, CancellationToken.None);
            Assert.That((await pool!.EventsAsync(health)).Where(one => one.Kind == EventKind.Dead), Is.Empty, $"after {seconds} s");
        }
    }

    // Back, certificates are not valid yet on it: whoever is connected stays.
    [TestCase(3600)]
    [TestCase(-3600)]
    [Category("Long")]
    public async Task A_health_cell_whose_clock_jumps_accuses_nobody_and_sees_a_death_all_the_same(int seconds)
    {
        pool = await StemPool.FoundAsync();
        var faults = Directory.CreateDirectory(pool.At("health-faults"));
        health = await pool.StartAsync("health", await Faults.InMotherAsync(pool.At("health")), "health");
        await pool.StartAsync("api", "api");
        var crawler = await pool.StartAsync("crawler", "crawler");
        await Task.Delay(TimeSpan.FromSeconds(12), TimeProvider.System, CancellationToken.None);

        await File.WriteAllTextAsync(Path.Combine(faults.FullName, "clock"), seconds.ToString(CultureInfo.InvariantCulture));
        await Task.Delay(TimeSpan.FromSeconds(30), TimeProvider.System, CancellationToken.None);
        var before = await pool.EventsAsync(health);
        Assert.That(before.Where(one => one.Kind is EventKind.Dead or EventKind.Gone or EventKind.Suspect), Is.Empty);

        await crawler.KillAsync();
        OrganismEvent? death = null;
        await Eventually.IsTrueAsync("death of the killed one", TimeSpan.FromSeconds(10), async () => (death = (await pool.EventsAsync(health)).FirstOrDefault(one => one.Kind == EventKind.Dead)) is not null);
        Assert.That((death!.At - TimeProvider.System.GetUtcNow()).TotalSeconds, Is.EqualTo(seconds).Within(15), "it did jump"); // it was waited for
        if (seconds > 0)
        {
            await pool.StartAsync("crawler", "crawler");
        }

        Assert.That((await pool.EventsAsync(health)).Count(one => one.Kind is EventKind.Dead or EventKind.Gone), Is.EqualTo(1));
    }

    // 30 % of all packets, each way.
    [Test, Category("Long")]
    public async Task A_network_that_loses_a_third_kills_nobody_and_a_death_is_seen_all_the_same()
    {
        await FoundAsync(Machines);
        foreach (var machine in Machines)
        {
            await Nursery.DoAsync("cut", machine, "--loss", "30");
        }

        await Task.Delay(TimeSpan.FromMinutes(10), TimeProvider.System, CancellationToken.None);
        var events = await pool!.EventsAsync(health);
        Assert.That(events.Where(one => one.Kind == EventKind.Dead), Is.Empty);
        await TestContext.Out.WriteLineAsync($"{events.Count(one => one.Kind == EventKind.Suspect)} suspicions of {Machines.Length} cells in 10 min at 30 % loss each way, no death.");
        await Nursery.DoAsync("kill", "stem3");
        var start = TimeProvider.System.GetUtcNow();
        await Eventually.IsTrueAsync("death of a machine without power", TimeSpan.FromSeconds(20), async () => (await pool.EventsAsync(health)).Any(one => one.Kind == EventKind.Dead && one.Machine == "stem3"));
        await TestContext.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"A power cut was seen after {(TimeProvider.System.GetUtcNow() - start).TotalSeconds:0.0} s."));
    }

    [TearDown]
    public async Task Forget()
    {
        if (pool is not null)
        {
            await pool.DisposeAsync();
        }
    }

    private async Task FoundAsync(IReadOnlyList<string> machines)
    {
        pool = await StemPool.FoundAsync();
        await pool.AddFreshAsync(machines);

        health = await pool.StartAsync("health", "health", "api");
        foreach (var machine in machines)
        {
            var end = await pool.DivideAsync(health, machine);
            Assert.That(end.Code, Is.Zero, end.Detail);
        }
    }

    private async Task AssertSeenAsync(string what, string machine, Func<Task<string>> fault, Func<Task<string>> mend, bool dies)
    {
        // Heartbeats are even again.
        await Task.Delay(TimeSpan.FromSeconds(12), TimeProvider.System, CancellationToken.None);
        var before = (await pool!.EventsAsync(health))[^1].Seq;
        var running = fault();
        var start = TimeProvider.System.GetUtcNow();
        await running;
        var began = TimeProvider.System.GetUtcNow();
        OrganismEvent? Last(EventKind kind, IReadOnlyList<OrganismEvent> events) => events.LastOrDefault(one => one.Seq > before && one.Machine == machine && one.Kind == kind);

        IReadOnlyList<OrganismEvent> events = [];
        if (dies)
        {
            await Eventually.IsTrueAsync($"death after {what}", TimeSpan.FromSeconds(20), async () => Last(EventKind.Dead, events = await pool.EventsAsync(health)) is not null);
        }
        else
        {
            await Task.Delay(TimeSpan.FromSeconds(8), TimeProvider.System, CancellationToken.None);
            events = await pool.EventsAsync(health);
            Assert.That(Last(EventKind.Dead, events), Is.Null, what);
        }

        await mend();
        await Eventually.IsTrueAsync($"life after {what}", TimeSpan.FromSeconds(30), async () => (await pool.EventsAsync(health)).LastOrDefault(one => one.Machine == machine) is { Kind: EventKind.Alive });
        var others = events.Where(one => one.Seq > before && one.Machine != machine && one.Kind == EventKind.Dead).ToList();
        Assert.That(others, Is.Empty, "a false death");
        var suspect = Last(EventKind.Suspect, events);
        var dead = Last(EventKind.Dead, events);
        await TestContext.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"| {what,-24} | {Seconds(suspect, start)} s suspect | {Seconds(dead, start)} s dead | {dead?.What.Split(": ")[^1]}"));

        // Nobody is faster than the order that brought the fault; and of a cell that hears nothing any more one heartbeat still comes.
        var slack = began - start + (what == Deaf ? TimeSpan.FromSeconds(1) : TimeSpan.Zero);
        if (dies)
        {
            Assert.That(suspect!.At - start, Is.LessThan(Front + slack), what); // who dies was suspected
            Assert.That(dead!.At - start, Is.LessThan(Dead + slack), what); // waited for
        }
    }

    private static string Seconds(OrganismEvent? one, DateTimeOffset start) => one is null ? "   -" : (one.At - start).TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture);
}
