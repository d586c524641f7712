using Cell.Identity;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Frontier;

/// <summary>What is leased to whom, and when. What outlives the process: <see cref="FrontierRestartTests{TKind}"/>.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[TestFixture(typeof(EmbeddedKind))]
[TestFixture(typeof(SharedKind), Category = "Server")]
internal sealed class LeaseTests<TKind> : FrontierContract<TKind>
    where TKind : IFrontierKind, new()
{
    [Test]
    public async Task A_canonical_URL_is_known_once_however_often_it_comes()
    {
        Assert.That(await Frontier.SeedAsync("http://a.test/", "http://a.test/x"), Is.EqualTo(2));
        Assert.That(await Frontier.LinksAsync(0, "http://a.test/x", "http://a.test/x", "http://a.test/y"), Is.EqualTo(1));
        Assert.That((await Frontier.FiguresAsync()).Known, Is.EqualTo(3));
    }

    [TestCase("http://a.test/#part")]
    [TestCase("http://a.test/a/../")]
    [TestCase("http://a.test/é")]
    [TestCase("http://a.test/a b")]
    [TestCase("http://a.test/a\\b")]
    [Category("Invariant 11")]
    public async Task What_is_not_canonical_is_not_taken(string url)
    {
        await Frontier.SeedAsync("http://a.test/first");
        Assert.That(await Frontier.LinksAsync(0, url), Is.EqualTo(0));
    }

    [Test, Category("Invariant 10")]
    public async Task Without_a_seed_nothing_is_in_scope()
    {
        Assert.That(await Frontier.LinksAsync(0, "http://a.test/"), Is.EqualTo(0));
        Assert.That((await Frontier.FiguresAsync()).Dry, Is.True);
    }

    [Test]
    public async Task Links_out_of_every_seeds_scope_are_dropped()
    {
        await Frontier.SeedAsync("http://a.test/docs/index.html");
        Assert.That(await Frontier.LinksAsync(0, "http://a.test/docs/x", "http://a.test/other", "http://b.test/docs/x", "https://a.test/docs/x"), Is.EqualTo(1));
    }

    [Test]
    public async Task Links_deeper_than_the_limit_are_dropped()
    {
        await Frontier.SeedAsync("http://a.test/");
        Assert.That(await Frontier.LinksAsync(TestFrontier.MaxDepth - 1, "http://a.test/last"), Is.EqualTo(1));
        Assert.That(await Frontier.LinksAsync(TestFrontier.MaxDepth, "http://a.test/deeper"), Is.EqualTo(0));
        Assert.That(await Frontier.LinksAsync(int.MaxValue, "http://a.test/deepest"), Is.EqualTo(0));
    }

    [Test]
    public async Task A_host_is_leased_to_one_crawler_at_a_time()
    {
        await Frontier.SeedAsync("http://a.test/", "http://a.test/x");
        var first = await Frontier.LeaseAsync(1);
        var second = await Frontier.LeaseAsync(2);
        Assert.That(first?.Urls.Select(url => url.Url), Is.EqualTo(new[] { "http://a.test/", "http://a.test/x" }));
        Assert.That(second, Is.Null);
    }

    [Test]
    public async Task At_most_as_many_URLs_are_leased_as_were_asked_for()
    {
        await Frontier.SeedAsync([.. Enumerable.Range(0, 20).Select(at => $"http://a.test/{at}")]);
        Assert.That((await Frontier.LeaseAsync(1, 7))?.Urls, Has.Count.EqualTo(7));
    }

    [TestCase(0)]
    [TestCase(-5)]
    [TestCase(int.MaxValue)]
    [Category("Invariant 11")]
    public async Task An_absurd_number_of_URLs_asked_for_is_clamped(int urls)
    {
        await Frontier.SeedAsync([.. Enumerable.Range(0, 120).Select(at => $"http://a.test/{at}")]);
        Assert.That((await Frontier.LeaseAsync(1, urls))?.Urls, Has.Count.InRange(1, 100));
    }

    [Test]
    public async Task Hosts_take_turns()
    {
        await Frontier.SeedAsync("http://a.test/", "http://b.test/", "http://c.test/");
        var order = new List<string>();
        for (var round = 0; round < 6; round++)
        {
            Frontier.Clock.Advance(TestFrontier.Delay);
            var lease = await Frontier.LeaseAsync(1);
            order.Add(lease!.Host); // each host has work and has rested
            await Frontier.SettleAsync(1, lease, done: true);
        }

        var firstRound = order.Take(3).ToList();
        Assert.That(firstRound, Is.EquivalentTo(new[] { "a.test", "b.test", "c.test" }));
        Assert.That(order.Skip(3), Is.EqualTo(firstRound));
    }

    [Test]
    public async Task A_host_with_many_URLs_does_not_starve_one_with_few()
    {
        await Frontier.SeedAsync([.. Enumerable.Range(0, 300).Select(at => $"http://big.test/{at}"), "http://small.test/"]);
        var big = await Frontier.LeaseAsync(1);
        var small = await Frontier.LeaseAsync(2);
        Assert.That(new[] { big?.Host, small?.Host }, Is.EquivalentTo(new[] { "big.test", "small.test" }));
    }

    [Test]
    public async Task A_host_rests_for_its_delay_between_two_leases()
    {
        await Frontier.SeedAsync("http://a.test/", "http://a.test/x");
        var lease = await Frontier.LeaseAsync(1, 1);
        await Frontier.SettleAsync(1, lease!, done: true, TestFrontier.Outcome(lease!, UrlState.Fetched));
        Frontier.Clock.Advance(TestFrontier.Delay - TimeSpan.FromMilliseconds(1));
        Assert.That(await Frontier.LeaseAsync(2), Is.Null);
        Frontier.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.That((await Frontier.LeaseAsync(2))?.Urls.Single().Url, Is.EqualTo("http://a.test/x"));
    }

    [Test]
    public async Task The_answer_without_a_lease_says_when_to_ask_again()
    {
        await Frontier.SeedAsync("http://a.test/");
        await Frontier.LeaseAsync(1);
        var answer = await Frontier.AskAsync(2);
        Assert.That(answer.Dry, Is.False);
        Assert.That(answer.RetryAfterMs, Is.InRange(50, 1000));
    }

    [Test]
    public async Task A_lease_carries_delay_and_length()
    {
        await Frontier.SeedAsync("http://a.test/");
        var lease = await Frontier.LeaseAsync(1);
        Assert.That((lease?.DelayMs, lease?.LastsMs), Is.EqualTo(((int)TestFrontier.Delay.TotalMilliseconds, 60_000)));
    }

    [Test]
    public async Task A_lease_that_ended_is_void_after_a_grace_of_two_seconds()
    {
        await Frontier.SeedAsync("http://a.test/");
        var first = await Frontier.LeaseAsync(1);
        Frontier.Clock.Advance(TimeSpan.FromSeconds(62) - TimeSpan.FromMilliseconds(1));
        Assert.That(await Frontier.LeaseAsync(2), Is.Null);
        Frontier.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.That(await Frontier.LeaseAsync(2), Is.Null, "the next holder waits one delay");
        Frontier.Clock.Advance(TestFrontier.Delay);
        var second = await Frontier.LeaseAsync(2);
        Assert.That(second?.Urls.Single().Url, Is.EqualTo("http://a.test/"));
        Assert.That(second?.Fence, Is.GreaterThan(first!.Fence));
    }

    [Test]
    public async Task A_late_settlement_gives_its_links_but_not_its_states()
    {
        await Frontier.SeedAsync("http://a.test/");
        var late = await Frontier.LeaseAsync(1);
        Frontier.Clock.Advance(TimeSpan.FromSeconds(63));
        await Frontier.LeaseAsync(2);
        Frontier.Clock.Advance(TestFrontier.Delay);
        var current = await Frontier.LeaseAsync(2);
        var answer = await Frontier.SettleAsync(1, late!, done: true, TestFrontier.Outcome(late!, UrlState.Redirected, "http://a.test/found"));
        Assert.That(answer.Current, Is.False);
        Assert.That((await Frontier.FiguresAsync()).Known, Is.EqualTo(2), "the link was taken");
        Assert.That((await Frontier.FiguresAsync()).Waiting, Is.EqualTo(2), "the state was not");
        Assert.That((await Frontier.SettleAsync(2, current!, done: true, TestFrontier.Outcome(current!, UrlState.Fetched))).Current, Is.True);
        Assert.That((await Frontier.FiguresAsync()).Waiting, Is.EqualTo(1));
    }

    [Test]
    public async Task Anothers_settlement_with_the_right_number_changes_no_state()
    {
        await Frontier.SeedAsync("http://a.test/");
        var lease = await Frontier.LeaseAsync(1);
        Assert.That((await Frontier.SettleAsync(2, lease!, done: true, TestFrontier.Outcome(lease!, UrlState.Gone))).Current, Is.False);
        Assert.That((await Frontier.FiguresAsync()), Is.EqualTo(new FrontierFigures(1, 1, 1, 1)));
    }

    [Test]
    public async Task An_outcome_of_a_URL_that_was_not_leased_changes_nothing()
    {
        await Frontier.SeedAsync("http://a.test/", "http://a.test/x");
        var lease = await Frontier.LeaseAsync(1, 1);
        await Frontier.SettleAsync(1, lease!, done: true, new UrlOutcome("http://a.test/x", UrlState.Gone, "", []));
        Assert.That((await Frontier.FiguresAsync()).Waiting, Is.EqualTo(2));
    }

    [Test]
    public async Task A_settlement_of_a_host_nobody_knows_is_answered_as_old() =>
        Assert.That((await Frontier.Queue.SettleAsync(new Settlement(1, TestFrontier.Crawler(1), "nowhere.test", 1, true, []), CancellationToken.None)).Current, Is.False);

    [Test]
    public async Task URLs_without_outcome_are_due_again_when_the_lease_is_given_back()
    {
        await Frontier.SeedAsync("http://a.test/", "http://a.test/x");
        var lease = await Frontier.LeaseAsync(1);
        await Frontier.SettleAsync(1, lease!, done: true, TestFrontier.Outcome(lease!, UrlState.Fetched));
        Frontier.Clock.Advance(TestFrontier.Delay);
        Assert.That((await Frontier.LeaseAsync(2))?.Urls.Single().Url, Is.EqualTo("http://a.test/x"));
    }

    [Test]
    public async Task A_seed_that_the_operator_gives_again_is_due_again_and_a_link_to_it_is_not()
    {
        await Frontier.SeedAsync("http://a.test/");
        var lease = await Frontier.LeaseAsync(1);
        Assert.That(await Frontier.SeedAsync("http://a.test/"), Is.Zero, "it is leased");
        await Frontier.SettleAsync(1, lease!, done: true, TestFrontier.Outcome(lease!, UrlState.Refused));
        Frontier.Clock.Advance(TestFrontier.Delay);
        Assert.That(await Frontier.LinksAsync(0, "http://a.test/"), Is.Zero, "a link");
        Assert.That((await Frontier.FiguresAsync()).Dry, Is.True);
        Assert.That(await Frontier.SeedAsync("http://a.test/"), Is.EqualTo(1));
        Assert.That((await Frontier.LeaseAsync(1))?.Urls.Single().Url, Is.EqualTo("http://a.test/"));
    }

    [Test]
    public async Task A_failed_URL_comes_again_later_each_time_and_is_given_up_after_five()
    {
        await Frontier.SeedAsync("http://a.test/");
        var waits = new List<TimeSpan>();
        for (var attempt = 1; attempt <= 5; attempt++)
        {
            var asked = Frontier.Clock.GetUtcNow();
            var lease = await Frontier.LeaseWhenDueAsync(1);
            waits.Add(Frontier.Clock.GetUtcNow() - asked);
            await Frontier.SettleAsync(1, lease, done: true, TestFrontier.Outcome(lease, UrlState.Failed));
        }

        Assert.That(waits[1..].Select(wait => Math.Round(wait.TotalSeconds)), Is.Ordered.Ascending);
        Assert.That(waits[1].TotalSeconds, Is.InRange(10, 13));
        Assert.That(waits[4].TotalSeconds, Is.InRange(270, 335));
        Assert.That((await Frontier.FiguresAsync()).Dry, Is.True, "given up");
    }

    [Test]
    public async Task A_restarted_crawlers_own_leases_are_void()
    {
        await Frontier.SeedAsync("http://a.test/");
        await Frontier.LeaseAsync(1);
        Assert.That(await Frontier.LeaseAsync(1), Is.Null, "the same process holds it");
        Assert.That((await Frontier.AskAsync(1, 2)).Lease, Is.Null, "void now, but the host rests");
        Frontier.Clock.Advance(TestFrontier.Delay);
        Assert.That((await Frontier.AskAsync(1, 2)).Lease, Is.Not.Null);
    }

    [Test]
    public async Task The_leases_of_a_dead_cell_are_void_and_no_others()
    {
        await Frontier.SeedAsync("http://a.test/", "http://b.test/");
        await Frontier.LeaseAsync(1);
        await Frontier.LeaseAsync(2);
        Assert.That(await Frontier.Queue.VoidLeasesAsync(TestFrontier.Crawler(1), CancellationToken.None), Is.EqualTo(1));
        Assert.That((await Frontier.FiguresAsync()).Leases, Is.EqualTo(1));
    }

    [Test]
    public async Task It_is_dry_when_nothing_is_due_and_no_lease_is_out()
    {
        await Frontier.SeedAsync("http://a.test/");
        Assert.That((await Frontier.FiguresAsync()).Dry, Is.False, "something is due");
        var lease = await Frontier.LeaseAsync(1);
        await Frontier.SettleAsync(1, lease!, done: false, TestFrontier.Outcome(lease!, UrlState.Fetched));
        Assert.That((await Frontier.FiguresAsync()).Dry, Is.False, "a lease is out");
        await Frontier.SettleAsync(1, lease!, done: true);
        Assert.That((await Frontier.AskAsync(1)).Dry, Is.True);
    }

    [Test]
    public async Task A_very_long_URL_is_known_once_as_well()
    {
        var url = $"http://a.test/{new string('x', 1500)}";
        Assert.That(await Frontier.SeedAsync(url, url), Is.EqualTo(1));
        Assert.That((await Frontier.LeaseAsync(1))?.Urls.Single().Url, Is.EqualTo(url));
    }

    [Test]
    public async Task A_redirects_target_is_as_deep_as_what_redirected()
    {
        await Frontier.SeedAsync("http://a.test/");
        await Frontier.LinksAsync(3, "http://a.test/deep");
        var lease = await Frontier.LeaseAsync(1);
        await Frontier.SettleAsync(1, lease!, done: true, new UrlOutcome("http://a.test/deep", UrlState.Redirected, "", ["http://a.test/target"]));
        Frontier.Clock.Advance(TestFrontier.Delay);
        var next = await Frontier.LeaseAsync(1);
        Assert.That(next?.Urls.Single(url => url.Url == "http://a.test/target").Depth, Is.EqualTo(4));
    }
}
