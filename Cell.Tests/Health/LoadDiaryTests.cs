using Cell.Genome;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Health;

internal sealed class LoadDiaryTests
{
    private static readonly Aggregate Sum = new(4, 2, 0, 10);

    [Test]
    public void Crawlers_are_busy_at_the_ideal_load_and_apis_at_one() =>
        Assert.That((Due(LoadDiary.New, Role.Crawler, Sum, 0), Due(LoadDiary.New, Role.Api, Sum, 0)), Is.EqualTo((new RoleLoad(Role.Crawler, 4, 4), new RoleLoad(Role.Api, 2, 4))));

    [TestCase(59, 9.0, false, Description = "a minute apart")]
    [TestCase(60, 9.0, true)]
    [TestCase(60, 2.1, false)]
    [TestCase(60, 2.3, true, Description = "a tenth more")]
    [TestCase(60, 1.7, true)]
    [TestCase(599, 2.1, false)]
    [TestCase(600, 2.0, true)]
    public void It_is_written_when_it_changed_or_is_ten_minutes_old(int second, double load, bool due) =>
        Assert.That(Due(new LoadDiary(new RoleLoad(Role.Api, 2, 4), TimeSpan.Zero), Role.Api, Sum with { Load = load }, second) is not null, Is.EqualTo(due));

    [Test]
    public void Other_cells_are_a_change() => Assert.That(Due(new LoadDiary(new RoleLoad(Role.Api, 2, 5), TimeSpan.Zero), Role.Api, Sum, 60), Is.Not.Null);

    [Test]
    public void Who_says_nothing_has_as_much_as_the_others_and_where_nobody_says_anything_nothing_is_written()
    {
        Assert.That(Due(LoadDiary.New, Role.Api, Sum with { Load = 1.5, Unmeasured = 1 }, 0)?.Demand, Is.EqualTo(2));
        Assert.That(Due(LoadDiary.New, Role.Api, Sum with { Unmeasured = 4 }, 0), Is.Null);
        Assert.That(Due(LoadDiary.New, Role.Api, new Aggregate(0, 0, 0, 0), 0), Is.Null);
    }

    private static RoleLoad? Due(LoadDiary diary, Role role, Aggregate sum, int second) => diary.Due(role, sum, 0.5, TimeSpan.FromSeconds(second));
}
