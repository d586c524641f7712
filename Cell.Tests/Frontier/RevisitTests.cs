using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Frontier;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[TestFixture(typeof(EmbeddedKind))]
[TestFixture(typeof(SharedKind), Category = "Server")]
internal sealed class RevisitTests<TKind> : FrontierContract<TKind>
    where TKind : IFrontierKind, new()
{
    private static readonly PageVersion Version = new(new string('a', 64), "\"e\"", "Thu, 01 Jan 2026 00:00:00 GMT");
    [Test]
    public async Task A_page_comes_again_after_a_day_and_its_lease_says_what_it_was()
    {
        await VisitAsync(UrlState.Fetched);
        Assert.That((await Frontier.FiguresAsync()).Dry, Is.True, "a crawl does not wait for it");
        await Frontier.RestartAsync();
        Frontier.Clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        Assert.That(await Frontier.LeaseAsync(1), Is.Null);
        Frontier.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.That((await Frontier.FiguresAsync()).Dry, Is.False, "it is due");
        Assert.That((await Frontier.LeaseAsync(1))?.Urls.Single().Last, Is.EqualTo(Version));
    }

    [Test]
    public async Task A_page_that_did_not_change_is_left_longer_and_one_that_did_is_not()
    {
        await VisitAsync(UrlState.Fetched);
        Frontier.Clock.Advance(TimeSpan.FromDays(1));
        await VisitAsync(UrlState.Unchanged);
        Frontier.Clock.Advance(TimeSpan.FromDays(1.9));
        Assert.That(await Frontier.LeaseAsync(1), Is.Null);
        Frontier.Clock.Advance(TimeSpan.FromDays(0.2));
        await VisitAsync(UrlState.Fetched, Version with { Hash = new string('b', 64) });
        Frontier.Clock.Advance(TimeSpan.FromDays(2.9));
        Assert.That(await Frontier.LeaseAsync(1), Is.Null);

        // Two visits in 3.1 days, one of them unchanged: 1.55 d / -ln(1.5 / 2.5).
        Frontier.Clock.Advance(TimeSpan.FromDays(0.2));
        Assert.That(await Frontier.LeaseAsync(1), Is.Not.Null);
    }

    [TestCase(UrlState.Gone)]
    [TestCase(UrlState.Refused)]
    [TestCase(UrlState.NotPage)]
    public async Task What_gave_no_page_is_looked_at_once_more_after_the_longest_time_and_has_no_version(UrlState state)
    {
        await VisitAsync(state);
        Frontier.Clock.Advance(TimeSpan.FromDays(29.9));
        Assert.That(await Frontier.LeaseAsync(1), Is.Null);
        Frontier.Clock.Advance(TimeSpan.FromDays(0.2));
        Assert.That((await Frontier.LeaseAsync(1))?.Urls.Single().Last, Is.Null);
    }

    [Test]
    public async Task With_a_longest_time_of_zero_nothing_comes_again()
    {
        Frontier.Set("\"revisitMost\": \"0s\"");
        await VisitAsync(UrlState.Fetched);
        Frontier.Clock.Advance(TimeSpan.FromDays(1000));
        Assert.That(await Frontier.LeaseAsync(1), Is.Null);
    }

    private async Task VisitAsync(UrlState state) => await VisitAsync(state, state is UrlState.Fetched or UrlState.Unchanged ? Version : null);

    private async Task VisitAsync(UrlState state, PageVersion? version)
    {
        if ((await Frontier.FiguresAsync()).Known == 0)
        {
            await Frontier.SeedAsync("http://a.test/");
        }

        var lease = await Frontier.LeaseAsync(1);
        await Frontier.SettleAsync(1, lease!, done: true, TestFrontier.Outcome(lease!, state) with { Version = version });
    }
}
