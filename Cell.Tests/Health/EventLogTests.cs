using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Health;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class EventLogTests
{
    private readonly TestFolder folder = new();
    private readonly TestClock clock = new();

    private string File => folder.At("events.jsonl");

    [TearDown]
    public void Forget() => folder.Dispose();

    [Test]
    public async Task What_was_appended_is_read_in_order_with_its_time()
    {
        await using var log = Open();
        log.Append([News("one"), News("two")]);
        var page = log.Read(0, TestRoster.Id(1));
        Assert.That(page.Events.Select(one => (one.Seq, one.At, one.What)), Is.EqualTo(new[] { (1L, clock.GetUtcNow(), "one"), (2L, clock.GetUtcNow(), "two") }));
        Assert.That(page.Last, Is.EqualTo(2));
    }

    [Test]
    public async Task Who_has_all_gets_nothing()
    {
        await using var log = Open();
        log.Append([News("one")]);
        Assert.That(log.Read(1, TestRoster.Id(1)).Events, Is.Empty);
    }

    [Test]
    public async Task Numbers_go_on_after_a_restart()
    {
        await using (var before = Open())
        {
            before.Append([News("one")]);
        }

        await using var log = Open();
        log.Append([News("two")]);
        Assert.That(log.Read(0, TestRoster.Id(1)).Events.Select(one => (one.Seq, one.What)), Is.EqualTo(new[] { (1L, "one"), (2L, "two") }));
    }

    [Test]
    public async Task A_torn_last_line_costs_that_event_alone()
    {
        await using (var before = Open())
        {
            before.Append([News("one"), News("two")]);
        }

        var bytes = await System.IO.File.ReadAllBytesAsync(File);
        await System.IO.File.WriteAllBytesAsync(File, bytes[..^5]);
        await using var log = Open();
        log.Append([News("three")]);
        Assert.That(log.Read(0, TestRoster.Id(1)).Events.Select(one => one.What), Is.EqualTo(new[] { "one", "three" }));
    }

    [Test]
    public async Task It_is_bounded_and_keeps_the_newest()
    {
        await using var log = new EventLog(File, 2_000, clock);
        for (var number = 1; number <= 100; number++)
        {
            log.Append([News($"event {number}")]);
        }

        var events = log.Read(0, TestRoster.Id(1)).Events;
        Assert.That(events[^1].Seq, Is.EqualTo(100));
        Assert.That(events.Select(one => one.Seq), Is.EqualTo(Enumerable.Range(101 - events.Count, events.Count).Select(number => (long)number)));
        Assert.That(Directory.GetFiles(Path.GetDirectoryName(File)!).Sum(path => new FileInfo(path).Length), Is.LessThanOrEqualTo(4_000)); // a file has a folder
    }

    [Test]
    public async Task A_page_holds_so_many_and_the_next_goes_on()
    {
        await using var log = Open();
        log.Append([.. Enumerable.Range(1, EventLog.EventsAPage + 3).Select(number => News($"event {number}"))]);
        var first = log.Read(0, TestRoster.Id(1)).Events;
        Assert.That((first.Count, first[^1].Seq), Is.EqualTo((EventLog.EventsAPage, (long)EventLog.EventsAPage)));
        Assert.That(log.Read(first[^1].Seq, TestRoster.Id(1)).Events, Has.Count.EqualTo(3));
    }

    private EventLog Open() => new(File, EventLog.FileBytes, clock);

    private static EventNews News(string what) => new(EventKind.Alive, "stem1.test", TestRoster.Id(1), what);
}
