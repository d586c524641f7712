using Cell.Frontier;
using NUnit.Framework;

namespace Cell.Tissue;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class FrontierPeersTests
{
    private readonly TestFrontier first = new();
    private readonly TestFrontier second = new();
    private readonly List<string> peers = ["first", "second"];

    [TearDown]
    public async Task ForgetAsync()
    {
        await first.DisposeAsync();
        await second.DisposeAsync();
    }

    [Test]
    public async Task What_one_has_not_another_may_have_and_it_is_settled_where_it_came_from()
    {
        await second.SeedAsync("http://a.test/", "http://b.test/");
        var all = Peers();
        foreach (var _ in new[] { 1, 2 })
        {
            var lease = await TestFrontier.LeaseFromAsync(all, 1);
            Assert.That((await all.SettleAsync(new Settlement(1, TestFrontier.Crawler(1), lease!.Host, lease.Fence, true, [TestFrontier.Outcome(lease, UrlState.Fetched)]), CancellationToken.None)).Current, Is.True);
        }

        Assert.That((await all.LeaseAsync(new LeaseRequest(1, TestFrontier.Crawler(1), 1, 10), CancellationToken.None)).Dry, Is.True);
    }

    [Test]
    public async Task One_that_does_not_answer_does_not_hold_up_the_others_and_the_crawl_is_not_said_to_be_dry()
    {
        peers.Add("silent");
        await first.SeedAsync("http://a.test/");
        var all = Peers();
        Assert.That(await TestFrontier.LeaseFromAsync(all, 1), Is.Not.Null);
        Assert.That((await all.LeaseAsync(new LeaseRequest(1, TestFrontier.Crawler(2), 1, 10), CancellationToken.None)).Dry, Is.False);
    }

    [Test, Category("Invariant 10")]
    public void Nobody_to_ask_is_told()
    {
        peers.Clear();
        Assert.That(() => TestFrontier.LeaseFromAsync(Peers(), 1), Throws.TypeOf<TissueException>());
    }

    private FrontierPeers Peers() => new(() => peers, name => name switch
    {
        "first" => first.Queue,
        "second" => second.Queue,
        _ => throw new TissueException("It does not answer.", null, null),
    });
}
