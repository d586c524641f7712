using System.Net;
using Cell.Genome;
using NUnit.Framework;

namespace Cell.Crawling;

/// <summary>Which addresses the fetcher connects to, against a real server.</summary>
internal sealed class FetcherAddressTests
{
    private const int Most = 10_000;

    [Test]
    public async Task An_address_that_may_not_be_crawled_is_refused_and_not_connected_to()
    {
        await using var site = await TestSite.StartAsync(context => TestCrawl.SendAsync(context, "text/html", ""));
        using var fetcher = new Fetcher(() => TestCrawl.Strict);
        var outcome = await fetcher.GetAsync(site.Origin + "/", IsHtml, Most, null, CancellationToken.None);
        Assert.That(((FetchOutcome.Forbidden)outcome).Reason, Does.StartWith("127.0.0.1 is not a public address"));
        Assert.That(site.Asked, Is.Empty);
    }

    [Test]
    public async Task The_organisms_own_machines_are_refused_whatever_is_allowed()
    {
        await using var site = await TestSite.StartAsync(context => TestCrawl.SendAsync(context, "text/html", ""));
        var genes = TestGenes.Of(TestGenes.With("\"crawler\": { \"allow\": [\"0.0.0.0/0\"] }"));
        using var fetcher = new Fetcher(() => genes);
        var outcome = await fetcher.GetAsync(site.Origin + "/", IsHtml, Most, null, CancellationToken.None);
        Assert.That(outcome, Is.EqualTo(new FetchOutcome.Forbidden("127.0.0.1 belongs to the organism's own machines")));
    }

    // Only 127.0.0.1 listens; 10.0.0.1 may not be crawled.
    [TestCase("127.0.0.2 127.0.0.1")]
    [TestCase("10.0.0.1 127.0.0.1")]
    [TestCase("127.0.0.1 10.0.0.1")]
    public async Task The_next_address_of_a_host_is_tried(string addresses)
    {
        await using var site = await TestSite.StartAsync(context => TestCrawl.SendAsync(context, "text/html", ""));
        Assert.That(await GetAsync(site, addresses.Split(' ')), Is.InstanceOf<FetchOutcome.Fetched>());
    }

    // A name that is public at first and the router's address afterwards (DNS rebinding).
    [Test]
    public async Task The_address_that_was_checked_is_the_one_connected_to()
    {
        await using var site = await TestSite.StartAsync(context => TestCrawl.SendAsync(context, "text/html", ""));
        var lookUps = 0;
        using var fetcher = new Fetcher(() => TestCrawl.Genes, (_, _) => Task.FromResult(new[] { IPAddress.Parse(++lookUps == 1 ? "127.0.0.1" : "10.0.0.1") }));
        Assert.That(await fetcher.GetAsync($"http://host.test:{new Uri(site.Origin).Port}/", IsHtml, Most, null, CancellationToken.None), Is.InstanceOf<FetchOutcome.Fetched>());
        Assert.That(lookUps, Is.EqualTo(1));
    }

    [Test, Category("Invariant 10")]
    public async Task A_host_without_addresses_is_refused()
    {
        await using var site = await TestSite.StartAsync(context => TestCrawl.SendAsync(context, "text/html", ""));
        Assert.That(await GetAsync(site, []), Is.EqualTo(new FetchOutcome.Forbidden("host.test has no address")));
    }

    /// <summary>From "host.test", which has these addresses.</summary>
    private static async Task<FetchOutcome> GetAsync(TestSite site, IEnumerable<string> addresses)
    {
        using var fetcher = new Fetcher(() => TestCrawl.Genes, (_, _) => Task.FromResult(addresses.Select(IPAddress.Parse).ToArray()));
        return await fetcher.GetAsync($"http://host.test:{new Uri(site.Origin).Port}/", IsHtml, Most, null, CancellationToken.None);
    }

    private static bool IsHtml(string type) => type == "text/html";
}
