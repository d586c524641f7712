using Cell.Identity;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Health;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ScribeTests
{
    private static readonly CellIdentity Api = TestRoster.Sender(TestRoster.Id(2), TestRoster.Founder(1));
    private readonly TestFolder folder = new();
    private readonly TestClock clock = new();
    private readonly AuditLog log;
    private readonly Scribe scribe;

    public ScribeTests()
    {
        log = AuditLog.Open(folder.Path, clock, AuditLog.SegmentBytes);
        scribe = new Scribe(log, clock);
    }

    [TearDown]
    public async Task Forget()
    {
        await log.DisposeAsync();
        folder.Dispose();
    }

    [Test]
    public void An_order_at_another_cell_stands_there_with_who_gave_it_and_who_tells()
    {
        scribe.Take(Note("1", AuditKind.Seeds), Api);
        var entry = Entries().Single();
        Assert.That((entry.Kind, entry.By, entry.What, entry.From), Is.EqualTo((AuditKind.Seeds, "operator ann", "3 seeds", $"cell {Api.Name}, from 192.0.2.1")));
    }

    [Test]
    public void Told_twice_it_is_written_once()
    {
        var first = scribe.Take(Note("1", AuditKind.Seeds), Api);
        Assert.That(scribe.Take(Note("1", AuditKind.Seeds), Api), Is.EqualTo(first));
        scribe.Take(Note("2", AuditKind.Seeds), Api);
        Assert.That(Entries(), Has.Count.EqualTo(2));
    }

    [TestCase(AuditKind.Genome)]
    [TestCase(AuditKind.Revocations)]
    [TestCase(AuditKind.Brake)]
    [TestCase(AuditKind.Ticket)]
    [TestCase(AuditKind.Birth)]
    [TestCase(AuditKind.Repaired)]
    [TestCase(AuditKind.Broken)]
    [TestCase(AuditKind.Contradicted)]
    public void What_a_health_cell_sees_for_itself_nobody_tells_it(int kind) =>
        Assert.That(() => scribe.Take(Note("1", (AuditKind)kind), Api), Throws.TypeOf<RefusedException>());

    [Test, Category("Invariant 12")]
    public void A_cell_that_tells_without_end_is_asked_to_wait()
    {
        Assert.That(() => Enumerable.Range(0, 1000).ToList().ForEach(number => scribe.Take(Note($"{number}", AuditKind.Seeds), Api)), Throws.InstanceOf<IOException>());
        Assert.That(Entries(), Has.Count.EqualTo(200));
        clock.Advance(TimeSpan.FromMinutes(1));
        scribe.Take(Note("later", AuditKind.Seeds), Api);
        Assert.That(Entries(), Has.Count.EqualTo(201));
    }

    [Test, Category("Invariant 12")]
    public void Refusals_are_measured_and_the_same_one_is_written_once_in_ten_minutes()
    {
        for (var number = 0; number < 1000; number++)
        {
            scribe.Refuse("cell a", "the same", "192.0.2.1");
        }

        Assert.That(Entries(), Has.Count.EqualTo(1));
        for (var number = 0; number < 1000; number++)
        {
            scribe.Refuse("cell a", $"another {number}", "192.0.2.1");
        }

        Assert.That(Entries(), Has.Count.EqualTo(20));
        clock.Advance(TimeSpan.FromMinutes(11));
        scribe.Refuse("cell a", "the same", "192.0.2.1");
        Assert.That(Entries(), Has.Count.EqualTo(21));
    }

    [Test, Category("Invariant 12")]
    public void Many_senders_have_a_measure_together()
    {
        for (var number = 0; number < 5000; number++)
        {
            scribe.Refuse($"cell {number}", "no", "");
        }

        Assert.That(Entries(), Has.Count.EqualTo(200));
    }

    [Test]
    public void A_log_that_lost_its_end_contradicts_what_it_said_before()
    {
        scribe.Saw(TestRoster.Id(2), Head(7, 'a'));
        scribe.Saw(TestRoster.Id(2), Head(9, 'b'));
        Assert.That(Entries(), Is.Empty);
        scribe.Saw(TestRoster.Id(2), Head(8, 'c'));
        scribe.Saw(TestRoster.Id(2), Head(8, 'c'));
        scribe.Saw(TestRoster.Id(2), Head(8, 'd'));
        Assert.That(Entries().Select(entry => (entry.Kind, entry.What[..40])), Is.EqualTo(new[]
        {
            (AuditKind.Contradicted, "Its audit log ended with entry 9 (bbbbbb"),
            (AuditKind.Contradicted, "Its audit log ended with entry 8 (cccccc"),
        }));
    }

    private static AuditHead Head(long seq, char hash) => new(seq, new string(hash, 64));

    private static AuditNote Note(string id, AuditKind kind) => new(1, id, new AuditDeed(kind, "operator ann", "3 seeds", "192.0.2.1"));

    private List<AuditEntry> Entries() => [.. log.Read(0, TestRoster.Id(1)).Lines.Select(line => AuditChain.Read(System.Text.Encoding.UTF8.GetBytes(line), null).Entry!)]; // whole
}
