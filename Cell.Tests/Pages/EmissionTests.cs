using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Pages;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class EmissionTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly TestPages pages = new();
    private readonly CancellationTokenSource stopping = new();

    [TearDown]
    public async Task ForgetAsync()
    {
        await stopping.CancelAsync();
        stopping.Dispose();
        await pages.DisposeAsync();
    }

    [Test]
    public async Task Links_go_out_in_the_order_of_the_log_and_the_cursor_follows()
    {
        var frontier = new Ear();
        await pages.SubmitAsync([.. Enumerable.Range(0, 120).Select(at => TestPages.Page($"http://a.test/{at}", "", "") with { Links = [new PageLink($"http://a.test/link{at}", "", false)] })]);
        await RunUntilAsync(frontier, () => pages.Store.Held == 0, "links were held");
        Assert.That(frontier.Heard, Is.EqualTo(Enumerable.Range(0, 120).Select(at => $"http://a.test/link{at}")));
    }

    [Test, Category("Invariant 8")]
    public async Task The_cursor_stays_until_the_frontier_has_the_links()
    {
        var frontier = new Ear { Failures = 1 };
        await pages.SubmitAsync(TestPages.Page("http://a.test/", "", "") with { Links = [new PageLink("http://a.test/x", "", false)] });
        await RunUntilAsync(frontier, () => frontier.Asked == 1 || pages.Store.Held == 0, "the frontier was not asked");
        Assert.That(pages.Store.Held, Is.EqualTo(1), "the frontier did not answer");
    }

    [Test]
    public async Task A_frontier_that_was_away_gets_the_links_when_it_is_back()
    {
        var frontier = new Ear { Failures = 1 };
        await pages.SubmitAsync(TestPages.Page("http://a.test/", "", "") with { Links = [new PageLink("http://a.test/x", "", false)] });
        await RunUntilAsync(frontier, () => pages.Store.Held == 0, "links were held");
        Assert.That(frontier.Heard, Is.EqualTo(new[] { "http://a.test/x" }));
    }

    private async Task RunUntilAsync(IFrontier frontier, Func<bool> condition, string message)
    {
        var running = new Emission(pages.Store, () => true, TimeProvider.System).RunAsync(frontier, stopping.Token);
        await Eventually.IsTrueAsync(condition, Patience, message);
        await stopping.CancelAsync();
        try
        {
            await running;
        }
        catch (OperationCanceledException)
        {
            // As it was told.
        }
    }

    /// <summary>A frontier that only hears links, and fails at first if told so.</summary>
    private sealed class Ear : IFrontier
    {
        public int Failures { get; set; }
        public int Asked { get; private set; }
        public List<string> Heard { get; } = [];

        public Task<LinkAnswer> AddAsync(LinkBatch batch, CancellationToken cancellation)
        {
            Asked++;
            if (Failures-- > 0)
            {
                throw new TissueException("away", null, null);
            }

            Heard.AddRange(batch.Found.SelectMany(found => found.Urls));
            return Task.FromResult(new LinkAnswer(1, 0));
        }

        public Task<LeaseAnswer> LeaseAsync(LeaseRequest request, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<SettleAnswer> SettleAsync(Settlement settlement, CancellationToken cancellation) => throw new NotSupportedException();
    }
}
