using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Health;

internal sealed class BulletinTests
{
    private static readonly Heartbeat Keeper = TestRoster.Beat(TestRoster.Id(1), TestRoster.Founder(0));
    private static readonly Heartbeat Crawler = TestRoster.Beat(TestRoster.Id(2), TestRoster.Born(1));

    [Test]
    public void A_crawler_hears_of_those_that_serve_it_and_of_itself()
    {
        var told = Bulletin.Of(Crawlers(3), Crawler, heir: false);
        Assert.That(told.Changes.Select(entry => entry.Cell), Is.EquivalentTo(new[] { TestRoster.Id(1), TestRoster.Id(2) }));
        Assert.That(told.UpTo, Is.EqualTo(Crawlers(3).Version), "it is not told again what does not concern it");
    }

    [Test]
    public void An_heir_hears_of_all() => Assert.That(Bulletin.Of(Crawlers(3), Crawler, heir: true).Changes, Has.Count.EqualTo(4));

    [Test]
    public void Who_serves_hears_of_all() => Assert.That(Bulletin.Of(Crawlers(3), Keeper, heir: false).Changes, Has.Count.EqualTo(4));

    [Test]
    public void More_than_fits_comes_with_the_next_answers()
    {
        var roster = Crawlers(2 * Bulletin.Most) with { Oldest = 1 };
        var first = Bulletin.Of(roster, Keeper, heir: false);
        Assert.That((first.Whole, first.Changes.Count), Is.EqualTo((true, Bulletin.Most)));

        var second = Bulletin.Of(roster, Keeper with { RosterVersion = first.UpTo, RosterBegun = roster.Version }, heir: false);
        var third = Bulletin.Of(roster, Keeper with { RosterVersion = second.UpTo, RosterBegun = roster.Version }, heir: false);
        Assert.That((second.Whole, third.Whole, third.UpTo), Is.EqualTo((false, false, roster.Version)));
        Assert.That(new[] { first, second, third }.SelectMany(one => one.Changes).Select(entry => entry.Cell), Is.EqualTo(roster.Since(0).Select(entry => entry.Cell)));
    }

    [Test]
    public void Who_began_after_the_forgetting_goes_on_where_it_stands()
    {
        // Cell 5 is forgotten: whoever heard of it before must not keep it, who came after never knew it.
        var roster = Crawlers(8).Turn(TestRoster.Id(5), CellState.Dead, "").Without(TestRoster.Id(5));
        Assert.That(Bulletin.Of(roster, Keeper with { RosterVersion = 3, RosterBegun = 3 }, heir: false).Whole, Is.True);
        Assert.That(Bulletin.Of(roster, Keeper with { RosterVersion = 3, RosterBegun = roster.Version }, heir: false).Whole, Is.False);
    }

    [Test]
    public void Who_is_ahead_begins_anew() => Assert.That(Bulletin.Of(Crawlers(1), Keeper with { RosterVersion = 99, RosterBegun = 0 }, heir: false).Whole, Is.True);

    private static Roster Crawlers(int count) => Enumerable.Range(1, count).Aggregate(
        Roster.Empty.With(TestRoster.Id(1), TestRoster.Founder(0), CellState.Alive),
        (roster, stem) => roster.With(TestRoster.Id(1 + stem), TestRoster.Born(stem), CellState.Alive));
}
