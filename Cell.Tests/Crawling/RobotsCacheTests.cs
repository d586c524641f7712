using Microsoft.AspNetCore.Http;
using NUnit.Framework;

namespace Cell.Crawling;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class RobotsCacheTests
{
    private readonly TestClock clock = new();
    private readonly Fetcher fetcher = TestCrawl.Fetcher();

    [TearDown]
    public void Forget() => fetcher.Dispose();

    [Test]
    public async Task A_file_is_obeyed_and_asked_for_once_in_a_day()
    {
        await using var site = await SiteAsync("User-agent: *\nDisallow: /private");
        var cache = new RobotsCache(clock);
        Assert.That((await OfAsync(cache, site)).Judge("/private/x"), Is.EqualTo(new RobotsVerdict(false, "Disallow: /private")));
        clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        await OfAsync(cache, site);
        Assert.That(site.Asked, Is.EqualTo(new[] { "/robots.txt" }));
        clock.Advance(TimeSpan.FromSeconds(2));
        await OfAsync(cache, site);
        Assert.That(site.Asked, Has.Count.EqualTo(2));
    }

    [TestCase(404, true)]
    [TestCase(403, true)]
    [TestCase(410, true)]
    [TestCase(429, false)]
    [TestCase(500, false)]
    [TestCase(503, false)]
    public async Task Without_a_file_all_is_allowed_and_from_a_server_in_trouble_nothing(int status, bool allowed)
    {
        await using var site = await TestSite.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });
        Assert.That((await OfAsync(new RobotsCache(clock), site)).Judge("/x").Allowed, Is.EqualTo(allowed));
    }

    [Test]
    public async Task A_server_in_trouble_is_asked_again_after_a_minute()
    {
        await using var site = await TestSite.StartAsync(context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        });
        var cache = new RobotsCache(clock);
        await OfAsync(cache, site);
        await OfAsync(cache, site);
        Assert.That(site.Asked, Has.Count.EqualTo(1));
        clock.Advance(TimeSpan.FromSeconds(61));
        await OfAsync(cache, site);
        Assert.That(site.Asked, Has.Count.EqualTo(2));
    }

    [TestCase(5, false)]
    [TestCase(6, true)]
    public async Task Five_redirects_are_followed(int redirects, bool allowed)
    {
        await using var site = await TestSite.StartAsync(context =>
        {
            var at = context.Request.Query["at"].ToString() is { Length: > 0 } text ? text.Length : 0;
            if (at == redirects)
            {
                return TestCrawl.SendAsync(context, "text/plain", "User-agent: *\nDisallow: /");
            }

            context.Response.StatusCode = 302;
            context.Response.Headers.Location = $"/robots.txt?at={new string('x', at + 1)}";
            return Task.CompletedTask;
        });
        Assert.That((await OfAsync(new RobotsCache(clock), site)).Judge("/x").Allowed, Is.EqualTo(allowed));
    }

    [Test]
    public async Task Nothing_is_remembered_of_a_file_whose_turn_did_not_come()
    {
        await using var site = await SiteAsync("User-agent: *\nDisallow: /private");
        var cache = new RobotsCache(clock);
        Assert.That(await cache.OfAsync(site.Origin, (_, _) => Task.FromResult<FetchOutcome?>(null)), Is.Null);
        Assert.That((await OfAsync(cache, site)).Judge("/private/x").Allowed, Is.False);
    }

    // RFC 9309, 2.5: at least 500 KiB are parsed.
    [Test]
    public async Task A_file_of_megabytes_is_obeyed_as_far_as_its_start()
    {
        await using var site = await SiteAsync($"User-agent: *\nDisallow: /early\n{string.Concat(Enumerable.Repeat("# filler filler filler\n", 300_000))}Disallow: /late\n");
        var rules = await OfAsync(new RobotsCache(clock), site);
        Assert.That((rules.Judge("/early").Allowed, rules.Judge("/late").Allowed), Is.EqualTo((false, true)));
    }

    // "Allow: /" cut out of "Allow: /public" would open everything.
    [Test]
    public async Task A_line_that_the_limit_cuts_does_not_count()
    {
        var start = "User-agent: *\nDisallow: /\n#";
        var filler = new string('x', RobotsRules.MostBytes - start.Length - "\nAllow: /pub".Length);
        await using var site = await SiteAsync($"{start}{filler}\nAllow: /public\n{new string('#', 100)}");
        Assert.That((await OfAsync(new RobotsCache(clock), site)).Judge("/publisher"), Is.EqualTo(new RobotsVerdict(false, "Disallow: /")));
    }

    private static Task<TestSite> SiteAsync(string robots) => TestSite.StartAsync(context => TestCrawl.SendAsync(context, "text/plain", robots));

    private async Task<RobotsRules> OfAsync(RobotsCache cache, TestSite site) =>
        await cache.OfAsync(site.Origin, async (url, most) => await fetcher.GetStartAsync(url, most, CancellationToken.None)) ?? throw new InvalidOperationException("It was asked.");
}
