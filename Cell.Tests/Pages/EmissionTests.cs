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

    [Test, Category("Invariant 9")]
    public async Task Under_client_load_the_cursor_waits_a_minute_and_then_moves_a_tenth_of_the_time()
    {
        var clock = new TestClock();
        var frontier = new Ear();
        await pages.SubmitAsync([.. Enumerable.Range(0, 120).Select(at => TestPages.Page($"http://a.test/{at}", "", "") with { Links = [new PageLink($"http://a.test/link{at}", "", false)] })]);
        var looks = 0;
        var emission = new Emission(pages.Store, () => true, () => ++looks > 0, clock);
        await RunUntilAsync(emission, frontier, () => looks > 5, "it did not look");
        clock.Advance(TimeSpan.FromSeconds(59));
        Assert.That((await emission.StepAsync(frontier, CancellationToken.None), frontier.Asked), Is.EqualTo((TimeSpan.FromMilliseconds(50), 0)));
        clock.Advance(TimeSpan.FromSeconds(1));
        frontier.Answering = () => clock.Advance(TimeSpan.FromSeconds(2));
        Assert.That((await emission.StepAsync(frontier, CancellationToken.None), frontier.Asked), Is.EqualTo((TimeSpan.FromSeconds(18), 1)));
        Assert.That(await emission.StepAsync(frontier, CancellationToken.None), Is.EqualTo(TimeSpan.FromSeconds(18)), "it waits no second minute while clients stay");
    }

    [Test, Category("Invariant 9")]
    public async Task The_cursor_moves_at_once_when_clients_have_gone()
    {
        var clock = new TestClock();
        var frontier = new Ear();
        var load = true;
        var emission = new Emission(pages.Store, () => true, () => load, clock);
        await SubmitLinkAsync(1);
        await emission.StepAsync(frontier, CancellationToken.None);
        load = false;
        Assert.That((await emission.StepAsync(frontier, CancellationToken.None), frontier.Asked), Is.EqualTo((TimeSpan.Zero, 1)));
        await SubmitLinkAsync(2);
        load = true;
        clock.Advance(TimeSpan.FromSeconds(70));
        Assert.That((await emission.StepAsync(frontier, CancellationToken.None), frontier.Asked), Is.EqualTo((TimeSpan.FromMilliseconds(50), 1)), "a new minute began");
    }

    private Task<PageReceipt> SubmitLinkAsync(int number) => pages.SubmitAsync(TestPages.Page($"http://a.test/{number}", "", "") with { Links = [new PageLink("http://a.test/x", "", false)] });

    private Task RunUntilAsync(IFrontier frontier, Func<bool> condition, string message) => RunUntilAsync(new Emission(pages.Store, () => true, () => false, TimeProvider.System), frontier, condition, message);

    private async Task RunUntilAsync(Emission emission, IFrontier frontier, Func<bool> condition, string message)
    {
        var running = emission.RunAsync(frontier, stopping.Token);
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
        public Action Answering { get; set; } = () => { };
        public List<string> Heard { get; } = [];

        public Task<LinkAnswer> AddAsync(LinkBatch batch, CancellationToken cancellation)
        {
            Asked++;
            Answering();
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
