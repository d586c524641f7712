using System.Net;
using System.Text.Json;
using Cell.Genome;
using Cell.Tissue;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Cell.Api;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class PublicPortTests
{
    private const string App = "https://app.example.org";
    private readonly FakeTimeProvider time = new(TestClock.Noon);
    private readonly List<Exception> told = [];
    private readonly PublicPort port;
    private ApiGenes genes = new(1, [], []);

    public PublicPortTests()
    {
        var door = new Door { Discreet = told.Add }
            .Map("GET", "/x", context => context.Response.WriteAsync("fine"))
            .Map("GET", "/disk", _ => throw new IOException("Could not find file '/var/lib/cell/pages.db'"))
            .Map("GET", "/bug", _ => throw new InvalidOperationException("at Cell.Pages"));
        port = new PublicPort(door, () => genes, time);
    }

    [Test]
    public async Task Too_many_requests_are_told_when_to_come_again()
    {
        for (var at = 0; at < 10; at++)
        {
            Assert.That((await AskAsync("/x")).Status, Is.EqualTo(200));
        }

        var refused = await AskAsync("/x");
        Assert.That((refused.Status, refused.Headers.RetryAfter.ToString(), refused.Headers.ContentType.ToString()), Is.EqualTo((429, "1", "application/problem+json")));
        Assert.That((await AskAsync("/none")).Status, Is.EqualTo(429), "another path is the same client's");
        Assert.That((await AskAsync("/x", from: "203.0.113.8")).Status, Is.EqualTo(200));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.That((await AskAsync("/x")).Status, Is.EqualTo(200));
        genes = genes with { Rate = 0 };
        Assert.That((await AskAsync("/x")).Status, Is.EqualTo(200));
    }

    [TestCase("127.0.0.1")]
    [TestCase("::1")]
    [TestCase("::ffff:127.0.0.1")]
    [TestCase("10.0.0.1", TestName = "Its own address")]
    public async Task The_box_itself_is_not_counted(string from)
    {
        for (var at = 0; at < 100; at++)
        {
            Assert.That((await AskAsync("/x", from: from)).Status, Is.EqualTo(200));
        }
    }

    [Test]
    public async Task Clients_of_a_proxy_are_counted_one_by_one()
    {
        genes = genes with { Proxies = [IPNetwork.Parse("127.0.0.1/32")] };
        var served = 0;
        for (var at = 0; at < 20; at++)
        {
            served += (await AskAsync("/x", from: "127.0.0.1", header: ("X-Forwarded-For", "203.0.113.9"))).Status == 200 ? 1 : 0;
        }

        Assert.That(served, Is.EqualTo(10));
        Assert.That((await AskAsync("/x", from: "127.0.0.1", header: ("X-Forwarded-For", "203.0.113.10"))).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task Other_origins_are_shut_out_unless_the_genome_names_them()
    {
        Assert.That((await AskAsync("/x", header: ("Origin", App))).Headers.AccessControlAllowOrigin, Is.Empty);
        genes = genes with { Origins = [App] };
        Assert.That((await AskAsync("/x", header: ("Origin", App))).Headers.AccessControlAllowOrigin.ToString(), Is.EqualTo(App));
        var other = await AskAsync("/x", header: ("Origin", "https://evil.example.org"));
        Assert.That((other.Headers.AccessControlAllowOrigin.Count, other.Headers.Vary.ToString()), Is.EqualTo((0, "Origin")));
        genes = genes with { Origins = ["*"] };
        Assert.That((await AskAsync("/x", header: ("Origin", App))).Headers.AccessControlAllowOrigin.ToString(), Is.EqualTo("*"));
    }

    [Test]
    public async Task A_browser_may_ask_first()
    {
        Assert.That((await AskAsync("/x", "OPTIONS", header: ("Access-Control-Request-Method", "GET"))).Status, Is.EqualTo(405));
        genes = genes with { Origins = ["*"] };
        var allowed = await AskAsync("/x", "OPTIONS", more: [("Access-Control-Request-Method", "GET"), ("Origin", App)]);
        Assert.That((allowed.Status, allowed.Headers.AccessControlAllowMethods.ToString()), Is.EqualTo((204, "GET, HEAD")));
    }

    [TestCase("/disk", 503, "This cannot be answered now: try again soon.")]
    [TestCase("/bug", 500, "This is a fault of the cell, and stands in its log.")]
    public async Task Of_a_fault_a_client_learns_nothing_but_that(string path, int status, string detail)
    {
        var answer = await AskAsync(path);
        Assert.That((answer.Status, Detail(answer)), Is.EqualTo((status, detail)));
        Assert.That(told, Has.Count.EqualTo(1));
    }

    [TestCase("/x")]
    [TestCase("/none")]
    [TestCase("/bug")]
    public async Task Nothing_is_taken_for_a_page(string path)
    {
        var headers = (await AskAsync(path)).Headers;
        Assert.That((headers.XContentTypeOptions.ToString(), headers.ContentSecurityPolicy.ToString()), Is.EqualTo(("nosniff", "default-src 'none'; frame-ancestors 'none'")));
    }

    private static string? Detail(Answer answer)
    {
        using var problem = JsonDocument.Parse(answer.Body);
        return problem.RootElement.GetProperty("detail").GetString();
    }

    private async Task<Answer> AskAsync(string path, string method = "GET", string from = "203.0.113.7", (string Name, string Value)? header = null, (string Name, string Value)[]? more = null)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = method;
        context.Request.Path = path;
        context.Connection.RemoteIpAddress = IPAddress.Parse(from);
        context.Connection.LocalIpAddress = IPAddress.Parse("10.0.0.1");
        foreach (var (name, value) in header is { } one ? [one] : more ?? [])
        {
            context.Request.Headers[name] = value;
        }

        var body = new MemoryStream();
        context.Response.Body = body;
        await port.OpenAsync(context);
        return new Answer(context.Response.StatusCode, context.Response.Headers, System.Text.Encoding.UTF8.GetString(body.ToArray()));
    }

    private sealed record Answer(int Status, IHeaderDictionary Headers, string Body);
}
