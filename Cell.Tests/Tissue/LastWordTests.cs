using Cell.Genome;
using Cell.Health;
using Cell.Identity;
using NUnit.Framework;

namespace Cell.Tissue;

internal sealed class LastWordTests
{
    private const int Order = 3;
    private static readonly CellId Self = TestRoster.Id(1);
    private static readonly RosterEntry Own = Entry(1, [Role.Health], 0);

    [Test]
    public void The_last_cell_has_nobody_to_tell() => Assert.That(LastWord.IsSaid([Own], Self, isKeeper: true, Order), Is.True);

    [Test]
    public void A_health_cell_stays_while_others_live_also_those_that_have_the_order()
    {
        Assert.That(LastWord.IsSaid([Own, Entry(2, [Role.Crawler], 0)], Self, isKeeper: true, Order), Is.False);
        Assert.That(LastWord.IsSaid([Own, Entry(2, [Role.Crawler], Order)], Self, isKeeper: true, Order), Is.False, "its goodbye is to be heard");
    }

    [Test]
    public void Health_cells_that_have_it_do_not_wait_for_each_other()
    {
        Assert.That(LastWord.IsSaid([Own, Entry(2, [Role.Health], Order - 1)], Self, isKeeper: true, Order), Is.False);
        Assert.That(LastWord.IsSaid([Own, Entry(2, [Role.Health], Order)], Self, isKeeper: true, Order), Is.True);
    }

    [Test]
    public void Another_cell_stays_until_the_health_cells_have_it()
    {
        Assert.That(LastWord.IsSaid([Own, Entry(2, [Role.Api], 0), Entry(3, [Role.Health], 0)], Self, isKeeper: false, Order), Is.False);
        Assert.That(LastWord.IsSaid([Own, Entry(2, [Role.Api], 0), Entry(3, [Role.Health], Order)], Self, isKeeper: false, Order), Is.True);
    }

    private static RosterEntry Entry(int number, Role[] roles, int brake) =>
        new(TestRoster.Id(number), 1, CellState.Alive, "test", 1, TestRoster.Founder(number) with { Roles = roles }, TestRoster.Vitals) { BrakeVersion = brake };
}
