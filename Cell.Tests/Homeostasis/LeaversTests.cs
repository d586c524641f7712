using Cell.Genome;
using Cell.Health;
using CsCheck;
using NUnit.Framework;

namespace Cell.Homeostasis;

internal sealed class LeaversTests
{
    private const double Kept = 0.55;
    private static readonly Population One = new(1, 100);

    [Test]
    public void The_unhealthy_leave_first_then_the_dear_then_the_young()
    {
        var cells = new[] { Of(1), Of(2) with { PricePerHour = 2 }, Of(3) with { Born = TestClock.Noon.AddHours(1) }, Of(4) with { Health = 0.5 } };
        Assert.That(Enumerable.Range(0, 3).Select(gone => Leavers.Of([.. Without(cells, gone)], 0, One, Kept)[0]), Is.EqualTo(new[] { TestRoster.Id(4), TestRoster.Id(2), TestRoster.Id(3) }));

        static IEnumerable<Candidate> Without(Candidate[] cells, int gone) => cells.Except(new[] { cells[3], cells[1], cells[2] }.Take(gone));
    }

    [TestCase(9, 0.0, 8)]
    [TestCase(50, 5.5, 40)]
    [TestCase(50, 26.0, 2, Description = "those who stay have at most 0.55")]
    [TestCase(50, 27.4, 0)]
    public void As_many_as_that_load_does_not_need_and_never_so_many_that_the_others_are_strained(int cells, double load, int leave) =>
        Assert.That(Leavers.Of([.. Enumerable.Range(1, cells).Select(Of)], load, One, Kept), Has.Count.EqualTo(leave));

    [Test]
    [Category("Invariant 6")]
    public void Never_fewer_than_the_minimum_never_the_last_and_never_who_is_needed() =>
        Gen.Select(Gen.Int[0, 60], Gen.Int[0, 60], Gen.Double[0, 40], Gen.Int[1, 5]).Sample((cells, min, load, every) =>
        {
            var all = Enumerable.Range(1, cells).Select(number => Of(number) with { Needed = number % every == 0 ? "" : "it is needed" }).ToList();
            var leave = Leavers.Of(all, load, new Population(min, 100), Kept);
            return (leave.Count == 0 || cells - leave.Count >= Math.Max(1, min)) && leave.All(cell => all.Single(one => one.Cell == cell).Needed.Length == 0);
        });

    [TestCase(1, 0, 3, true)]
    [TestCase(1, 1, 3, false)]
    [TestCase(0, 0, 3, false)]
    [TestCase(1, 0, 1, false)]
    public void With_the_pool_empty_a_crawler_makes_room_for_an_api(int apisShort, int room, int crawlers, bool yields) =>
        Assert.That(Leavers.Yielding(apisShort, room, [.. Enumerable.Range(1, crawlers).Select(Of)], One) is not null, Is.EqualTo(yields));

    private static Candidate Of(int number) => new(TestRoster.Id(number), 1, 1, TestClock.Noon, "");
}
