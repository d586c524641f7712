using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Frontier;

/// <summary>What an endless site can add to the queue.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[TestFixture(typeof(EmbeddedKind))]
[TestFixture(typeof(SharedKind), Category = "Server")]
internal sealed class TrapBudgetTests<TKind> : FrontierContract<TKind>
    where TKind : IFrontierKind, new()
{
    [Test]
    public async Task A_redirect_leads_no_deeper()
    {
        await Frontier.SeedAsync("http://a.test/");
        await Frontier.SettleAsync(1, (await Frontier.LeaseAsync(1))!, done: true);
        await Frontier.LinksAsync(TestFrontier.MaxDepth - 1, "http://a.test/last");
        await RedirectAsync("http://a.test/last", "http://a.test/target");
        Assert.That((await LeasedAsync("http://a.test/target")).Depth, Is.EqualTo(TestFrontier.MaxDepth));
    }

    [Test]
    public async Task Redirects_in_a_row_have_an_end_also_over_a_restart()
    {
        await Frontier.SeedAsync("http://a.test/0");
        for (var hop = 0; hop < Traps.MostHops; hop++)
        {
            await RedirectAsync($"http://a.test/{hop}", $"http://a.test/{hop + 1}");
            if (hop == 4)
            {
                await Frontier.RestartAsync();
            }
        }

        await RedirectAsync($"http://a.test/{Traps.MostHops}", "http://a.test/further");
        Assert.That((await Frontier.FiguresAsync()).Known, Is.EqualTo(Traps.MostHops + 1));
        Assert.That((await Frontier.LookAsync("a.test")).Trapped, Is.EqualTo(1));
    }

    [Test]
    public async Task What_a_late_holder_found_is_as_deep_as_its_page()
    {
        await Frontier.SeedAsync("http://a.test/");
        await Frontier.SettleAsync(1, (await Frontier.LeaseAsync(1))!, done: true, new UrlOutcome("http://a.test/", UrlState.Fetched, "", []));
        await Frontier.LinksAsync(4, "http://a.test/five");
        var late = await Frontier.LeaseWhenDueAsync(1);
        Frontier.Clock.Advance(TimeSpan.FromSeconds(100));
        await Frontier.SettleAsync(1, late, done: false, TestFrontier.Outcome(late, UrlState.Redirected, "http://a.test/target"));
        Assert.That((await LeasedAsync("http://a.test/target")).Depth, Is.EqualTo(5));
    }

    [Test]
    public async Task A_calendar_has_a_bound_of_its_own_also_over_a_restart()
    {
        Frontier.Set("\"urlsPerHost\": 10000");
        await Frontier.SeedAsync("http://a.test/");
        Assert.That(await Frontier.LinksAsync(0, Days(0, 90)), Is.EqualTo(90));
        await Frontier.RestartAsync();
        Assert.That(await Frontier.LinksAsync(0, [.. Days(90, 90), "http://a.test/page"]), Is.EqualTo(10 + 1));
        Assert.That((await Frontier.LookAsync("a.test")).Trapped, Is.EqualTo(80));
        Assert.That(await Frontier.LinksAsync(0, "http://a.test/list?day=1"), Is.EqualTo(1), "another pattern");
    }

    [Test]
    public async Task What_is_forgotten_by_order_counts_no_more()
    {
        Frontier.Set("\"urlsPerHost\": 10000");
        await Frontier.SeedAsync("http://a.test/");
        await Frontier.LinksAsync(0, Days(0, 200));
        await Frontier.OrderAsync(ScopeAction.Remove, "http://a.test/");
        await Frontier.SeedAsync("http://a.test/");
        Assert.That(await Frontier.LinksAsync(0, Days(0, 200)), Is.EqualTo(100));
    }

    [Test]
    public async Task A_path_into_itself_and_a_session_are_not_taken_but_seeds_are()
    {
        await Frontier.SeedAsync("http://a.test/");
        Assert.That(await Frontier.LinksAsync(0, "http://a.test/a/a/", "http://a.test/a/a/a/", "http://a.test/x?sid=0123456789abcdef0", "http://a.test/x?sid=fedcba98765432100"), Is.EqualTo(2));
        Assert.That(await Frontier.SeedAsync("http://a.test/a/a/a/a/"), Is.EqualTo(1));
    }

    private static string[] Days(int first, int count) => [.. Enumerable.Range(first, count).Select(day => $"http://a.test/calendar?day={day}")];

    private async Task<LeasedUrl> LeasedAsync(string url) => (await Frontier.LeaseWhenDueAsync(1)).Urls.Single(leased => leased.Url == url);

    private async Task RedirectAsync(string from, string to)
    {
        var lease = await Frontier.LeaseWhenDueAsync(1);
        await Frontier.SettleAsync(1, lease, done: true, [.. lease.Urls.Select(url => url.Url == from ? new UrlOutcome(url.Url, UrlState.Redirected, "301", [to]) : new UrlOutcome(url.Url, UrlState.Fetched, "", []))]);
    }
}
