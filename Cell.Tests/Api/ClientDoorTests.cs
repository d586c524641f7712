using System.Net;
using Cell.Health;
using Cell.Tissue;
using Microsoft.AspNetCore.Http;
using NUnit.Framework;

namespace Cell.Api;

/// <summary>Overload at the public door, over a real listener.</summary>
[Category("Invariant 9")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ClientDoorTests
{
    private const int Limit = 20;
    private static readonly Neighbour Sibling = new(TestRoster.Id(2), "http://api2.test:7070/", 0.3);
    private readonly Limiter limiter = new(new Storage.ProcessorShare(1, TimeProvider.System), TimeProvider.System);
    private readonly TaskCompletionSource hold = new();
    private readonly ClientDoor clients;
    private readonly Door door = new();
    private readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private IReadOnlyList<Neighbour> siblings = [];
    private int inside;
    private TestSite site = null!; // set before each test

    public ClientDoorTests() => clients = new ClientDoor(limiter, () => siblings);

    [SetUp]
    public async Task OpenAsync()
    {
        door.Map("GET", "/search", clients.Guard("/search", async context =>
        {
            Interlocked.Increment(ref inside);
            await hold.Task;
            await context.Response.WriteAsync("found");
        }));
        site = await TestSite.StartAsync(door.OpenAsync);
    }

    [TearDown]
    public async Task CloseAsync()
    {
        hold.TrySetResult();
        client.Dispose();
        await site.DisposeAsync();
    }

    [Test]
    public async Task Who_finds_no_room_learns_it_at_once_and_when_to_come_again()
    {
        var answers = await FillAsync("");
        using var refused = await GetAsync("/search?q=x");
        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(refused.Headers.RetryAfter?.Delta, Is.InRange(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3)));
        Assert.That(await refused.Content.ReadAsStringAsync(), Does.Contain("Too many clients"));
        Assert.That(inside, Is.EqualTo(Limit), "it was not queued");
        hold.SetResult();
        foreach (var answer in await Task.WhenAll(answers))
        {
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            answer.Dispose();
        }

        using var later = await GetAsync("/search?q=x");
        Assert.That(later.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Who_finds_no_room_is_sent_to_a_sibling_with_room()
    {
        siblings = [Sibling];
        await FillAsync("");
        using var sent = await GetAsync("/search?q=x%26y&page=2");
        Assert.That((sent.StatusCode, sent.Headers.Location?.OriginalString), Is.EqualTo((HttpStatusCode.TemporaryRedirect, "http://api2.test:7070/search?q=x%26y&page=2&hop=1")));
        Assert.That(sent.Headers.CacheControl?.NoStore, Is.True);
    }

    [Test]
    public async Task Who_was_sent_here_is_sent_no_further()
    {
        siblings = [Sibling];
        clients.Divert(1, Sibling);
        await FillAsync("&hop=1");
        using var refused = await GetAsync("/search?q=x&hop=1");
        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
    }

    [Test]
    public async Task Nobody_is_sent_in_a_circle()
    {
        siblings = [Sibling with { Address = site.Origin }];
        await FillAsync("");
        using var refused = await GetAsync("/search?q=x");
        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
    }

    [TestCase("/search?q=x&url=http://evil.test/")]
    [TestCase("/search?q=%0d%0aLocation:%20http://evil.test")]
    [TestCase("/search?@evil.test")]
    [Category("Invariant 11")]
    public async Task A_client_is_sent_to_a_sibling_whatever_it_asks(string path)
    {
        siblings = [Sibling];
        clients.Divert(1, Sibling);
        using var sent = await GetAsync(path);
        Assert.That((sent.StatusCode, sent.Headers.Location?.Authority, sent.Headers.Location?.AbsolutePath), Is.EqualTo((HttpStatusCode.TemporaryRedirect, "api2.test:7070", "/search")));
    }

    [Test]
    public async Task The_share_that_is_shed_goes_to_its_sibling_and_the_rest_is_answered_here()
    {
        hold.SetResult();
        clients.Divert(0.5, Sibling);
        var sent = await SentAsync(200);
        Assert.That(sent, Is.InRange(60, 140));
        clients.Divert(0, null);
        Assert.That(await SentAsync(20), Is.Zero);
        Assert.That(limiter.Load, Is.GreaterThanOrEqualTo(0));
    }

    private async Task<int> SentAsync(int clients)
    {
        var sent = 0;
        foreach (var _ in Enumerable.Range(0, clients))
        {
            using var answer = await GetAsync("/search?q=x");
            sent += answer.StatusCode == HttpStatusCode.TemporaryRedirect ? 1 : 0;
        }

        return sent;
    }

    private async Task<List<Task<HttpResponseMessage>>> FillAsync(string more)
    {
        var answers = Enumerable.Range(0, Limit).Select(_ => GetAsync($"/search?q=x{more}")).ToList();
        await Eventually.IsTrueAsync(() => Volatile.Read(ref inside) == Limit, TimeSpan.FromSeconds(10), "the door was not filled");
        return answers;
    }

    private Task<HttpResponseMessage> GetAsync(string path) => client.GetAsync(new Uri(site.Origin + path));
}
