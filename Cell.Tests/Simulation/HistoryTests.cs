using Cell.Genome;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Simulation;

[Category("Invariant 11")]
internal sealed class HistoryTests
{
    [Test]
    public void Events_come_in_the_order_of_time_with_the_load_that_they_tell()
    {
        var history = History.Read([Line(2, 5, "\"kind\":\"load\"", """{"role":"api","demand":2.5,"cells":4}"""), "", Line(1, 0, "\"kind\":\"alive\"", "null")]);
        Assert.That((history.Faults.Count, history.Torn.Count), Is.EqualTo((0, 0)));
        Assert.That(history.Events.Select(one => (one.Seq, one.Load)), Is.EqualTo(new[] { (1L, (RoleLoad?)null), (2L, new RoleLoad(Role.Api, 2.5, 4)) }));
    }

    [TestCase("nonsense", "it is not JSON.")]
    [TestCase("[]", "it is not JSON.")]
    [TestCase("null", "it is no event.")]
    [TestCase("{}", "it has no \"seq\" above 0.")]
    [TestCase("""{"seq":1}""", "it has no time in \"at\".")]
    [TestCase("""{"seq":1,"at":"2026-01-01T00:00:00Z"}""", "it lacks \"machine\" or \"what\".")]
    [TestCase("""{"seq":1,"at":"soon"}""", "at is not what an event has there.")]
    [TestCase("""{"seq":1,"at":"2026-01-01T00:00:00Z","kind":"feast"}""", "kind is not what an event has there.")]
    [TestCase("""{"seq":1,"at":"2026-01-01T00:00:00Z","kind":"load","machine":"","what":"","load":{"role":"api","demand":-1,"cells":4}}""", "\"load\" has a demand or cells that are not 0 to 1000000.")]
    public void What_is_no_event_is_told_with_its_line(string line, string why)
    {
        var history = History.Read([Line(1, 0, "\"kind\":\"alive\"", "null"), "", line]);
        Assert.That((history.Events.Count, history.Faults.Single()), Is.EqualTo((1, $"line 3: {why}")));
    }

    [Test]
    public void A_line_that_a_power_cut_left_unfinished_is_passed_over_and_named()
    {
        var history = History.Read(["{\"seq\":1,\"at\":\"2026-", Line(2, 0, "\"kind\":\"alive\"", "null")]);
        Assert.That((history.Events.Count, history.Faults.Count, history.Torn.Single()), Is.EqualTo((1, 0, 1)));
    }

    [Test]
    public void Of_a_file_that_is_something_else_not_every_line_is_told() => Assert.That(History.Read(Enumerable.Repeat("x", 1000)).Faults, Has.Count.EqualTo(21));

    private static string Line(int seq, int minute, string kind, string load) =>
        $$"""{"seq":{{seq}},"at":"2026-01-01T00:{{minute:00}}:00Z",{{kind}},"machine":"a","what":"x","load":{{load}}}""";
}
