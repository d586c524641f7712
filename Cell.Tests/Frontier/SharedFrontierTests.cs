using Cell.Genome;
using Cell.Storage;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Frontier;

/// <summary>What only a frontier that many APIs share has to keep to.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase), Category("Server")]
internal sealed class SharedFrontierTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly SharedKind kind = new();
    private readonly TestFolder folder = new();
    private readonly TestClock clock = new();
    private readonly List<SharedFrontier> opened = [];

    [TearDown]
    public async Task ForgetAsync()
    {
        foreach (var frontier in opened)
        {
            await kind.CloseAsync(frontier);
        }

        folder.Dispose();
    }

    [Test, Category("Invariant 2")]
    public async Task A_host_whose_message_two_hold_is_leased_once_and_then_after_a_whole_lease_and_one_delay()
    {
        var (one, other) = (Open("one"), Open("other"));
        await one.AddAsync(new LinkBatch(1, [new FoundLinks(-1, ["http://a.test/"])]), CancellationToken.None);
        await kind.RestAsync(one);
        await other.Broker.SendAsync([(0, "a.test")], CancellationToken.None);
        await Eventually.IsTrueAsync(() => other.Held == 1, Patience, "the other one did not get its message");
        Assert.That(await TestFrontier.LeaseFromAsync(one, 1), Is.Not.Null);
        Assert.That(await TestFrontier.LeaseFromAsync(other, 2), Is.Null, "it believed the host to be free");
        clock.Advance(TimeSpan.FromSeconds(61.9));
        Assert.That(await TestFrontier.LeaseFromAsync(other, 2), Is.Null);
        clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.That(await TestFrontier.LeaseFromAsync(other, 2), Is.Null, "one delay");
        clock.Advance(TestFrontier.Delay);
        Assert.That(await TestFrontier.LeaseFromAsync(other, 2), Is.Not.Null);
        Assert.That(await TestFrontier.LeaseFromAsync(one, 1), Is.Null);
    }

    [Test]
    public async Task What_the_holder_settles_at_another_API_is_settled()
    {
        var (one, other) = (Open("one"), Open("other"));
        await one.AddAsync(new LinkBatch(1, [new FoundLinks(-1, ["http://a.test/"])]), CancellationToken.None);
        await kind.RestAsync(one);
        var lease = await TestFrontier.LeaseFromAsync(one, 1);
        var settled = new Settlement(1, TestFrontier.Crawler(1), "a.test", lease!.Fence, true, [TestFrontier.Outcome(lease, UrlState.Fetched)]);
        Assert.That((await other.SettleAsync(settled, CancellationToken.None)).Current, Is.True);
        Assert.That((await other.LeaseAsync(new LeaseRequest(1, TestFrontier.Crawler(2), 1, 10), CancellationToken.None)).Dry, Is.True);
    }

    [Test, Category("Invariant 11")]
    public async Task A_message_that_names_no_host_is_put_aside_and_counted()
    {
        var frontier = Open("one");
        await Eventually.IsTrueAsync(() => frontier.Broker.Silence is null, Patience, "not connected");
        await frontier.Broker.SendAsync([(0, "nobody.test"), (0, "\0"), (0, "")], CancellationToken.None);
        await Eventually.IsTrueAsync("three dead messages", Patience, async () => (await frontier.LookAsync("", 10, CancellationToken.None)).Dead == 3);
    }

    [Test, Category("Invariant 8")]
    public async Task A_host_whose_message_is_lost_gets_another_one()
    {
        var frontier = Open("one");
        await frontier.AddAsync(new LinkBatch(1, [new FoundLinks(-1, ["http://a.test/"])]), CancellationToken.None);
        await kind.RestAsync(frontier);
        var lease = await TestFrontier.LeaseFromAsync(frontier, 1);
        await frontier.SettleAsync(new Settlement(1, TestFrontier.Crawler(1), "a.test", lease!.Fence, true, [TestFrontier.Outcome(lease, UrlState.Fetched)]), CancellationToken.None);

        // As if whoever marked it had died before it sent the message.
        await frontier.Database.DoAsync("UPDATE url SET phase = 0, state = 1", [], CancellationToken.None);
        await frontier.Database.DoAsync("UPDATE host SET queued = 1, ready = 1, waiting = 1, version = version + 1", [], CancellationToken.None);
        clock.Advance(TimeSpan.FromMinutes(1));
        await Eventually.IsTrueAsync("a message for it", Patience, async () => await TestFrontier.LeaseFromAsync(frontier, 2) is not null);
    }

    [Test]
    public async Task The_frontier_of_another_organism_is_not_touched()
    {
        var frontier = Open("one");
        await frontier.IsWholeAsync(CancellationToken.None);
        await frontier.Database.DoAsync("UPDATE frontier SET organism = 'stranger'", [], CancellationToken.None);
        await Eventually.IsTrueAsync(() => frontier.Database.Silence?.Contains("another organism", StringComparison.Ordinal) == true, Patience, "nobody noticed");
    }

    private SharedFrontier Open(string self)
    {
        var frontier = (SharedFrontier)kind.Open(folder.At("frontier"), self, new FrontierOptions(() => TestGenes.Of("""{ "organism": { "name": "test" } }""").Crawler), clock);
        opened.Add(frontier);
        return frontier;
    }
}
