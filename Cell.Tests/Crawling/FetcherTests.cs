using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Cell.Genome;
using Microsoft.AspNetCore.Http;
using NUnit.Framework;

namespace Cell.Crawling;

/// <summary>Against a real server.</summary>
internal sealed class FetcherTests
{
    private const int Most = 10_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    [Test]
    public async Task A_page_comes_with_the_headers_of_use()
    {
        await using var site = await TestSite.StartAsync(context =>
        {
            context.Response.Headers.ETag = "\"e\"";
            context.Response.Headers["X-Other"] = "x";
            return TestCrawl.SendAsync(context, "text/html; charset=utf-8", "<p>hello");
        });
        var fetched = (FetchOutcome.Fetched)await GetAsync(site, "/x?q=1");
        Assert.That(Encoding.UTF8.GetString(fetched.Page.Body), Is.EqualTo("<p>hello"));
        Assert.That(fetched.Page.Headers, Is.EquivalentTo(new Dictionary<string, string> { ["content-type"] = "text/html; charset=utf-8", ["etag"] = "\"e\"" }));
        Assert.That(site.Asked, Is.EqualTo(new[] { "/x?q=1" }));
    }

    [Test]
    public async Task Says_who_asks_and_whom_to_write_to()
    {
        await using var site = await TestSite.StartAsync(context => TestCrawl.SendAsync(context, "text/html", ""));
        await GetAsync(site, "/");
        Assert.That(site.Headers["User-Agent"], Is.EqualTo("Cell/1.0 (+mailto:crawler@example.org)"));
    }

    [TestCase(404)]
    [TestCase(410)]
    public Task What_is_not_there_is_gone(int status) => AnswersAsync(status, new FetchOutcome.Gone(status));

    [TestCase(500)]
    [TestCase(503)]
    [TestCase(429)]
    public Task A_server_in_trouble_failed_for_now(int status) => AnswersAsync(status, new FetchOutcome.Failed(status, $"HTTP {status}", null));

    [TestCase(400)]
    [TestCase(401)]
    [TestCase(403)]
    public Task Other_answers_are_a_refusal(int status) => AnswersAsync(status, new FetchOutcome.Refused($"HTTP {status}"));

    [Test]
    public async Task A_server_says_when_to_come_again()
    {
        await using var site = await TestSite.StartAsync(context =>
        {
            context.Response.StatusCode = 503;
            context.Response.Headers.RetryAfter = "120";
            return Task.CompletedTask;
        });
        Assert.That(await GetAsync(site, "/"), Is.EqualTo(new FetchOutcome.Failed(503, "HTTP 503", TimeSpan.FromSeconds(120))));
    }

    [TestCase(301)]
    [TestCase(302)]
    [TestCase(303)]
    [TestCase(307)]
    [TestCase(308)]
    public async Task A_redirect_is_told_and_not_followed(int status)
    {
        await using var site = await TestSite.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "/other";
            return Task.CompletedTask;
        });
        Assert.That(await GetAsync(site, "/"), Is.EqualTo(new FetchOutcome.Redirected(status, "/other")));
        Assert.That(site.Asked, Is.EqualTo(new[] { "/" }));
    }

    [Test]
    public Task A_redirect_to_nowhere_failed() => AnswersAsync(301, new FetchOutcome.Failed(301, "301 without Location", null));

    [TestCase("image/png", "image/png")]
    [TestCase("", "no content type")]
    public async Task What_is_not_wanted_is_not_read(string type, string told)
    {
        await using var site = await TestSite.StartAsync(async context =>
        {
            context.Response.ContentType = type.Length > 0 ? type : null;
            await context.Response.WriteAsync("body");
        });
        Assert.That(await GetAsync(site, "/"), Is.EqualTo(new FetchOutcome.NotPage(told)));
    }

    [TestCase(Most, true)]
    [TestCase(Most + 1, false)]
    [Category("Invariant 11")]
    public async Task A_body_has_its_largest_size(int size, bool fits)
    {
        await using var site = await TestSite.StartAsync(context => TestCrawl.SendAsync(context, "text/html", new string('x', size)));
        Assert.That(await GetAsync(site, "/"), fits ? Is.InstanceOf<FetchOutcome.Fetched>() : Is.EqualTo(new FetchOutcome.Refused("larger than 10000 bytes")));
    }

    [Test, Category("Invariant 11")]
    public async Task A_small_answer_that_unpacks_to_gigabytes_is_refused_at_once()
    {
        await using var site = await TestSite.StartAsync(async context =>
        {
            context.Response.ContentType = "text/html";
            context.Response.Headers.ContentEncoding = "gzip";
            await using var packed = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
            for (var megabyte = 0; megabyte < 2000 && !context.RequestAborted.IsCancellationRequested; megabyte++)
            {
                await packed.WriteAsync(new byte[1 << 20], context.RequestAborted);
            }
        });
        Assert.That(await GetAsync(site, "/"), Is.EqualTo(new FetchOutcome.Refused("larger than 10000 bytes")));
    }

    [Test]
    public async Task Of_a_larger_body_the_start_can_be_had()
    {
        await using var site = await TestSite.StartAsync(context => TestCrawl.SendAsync(context, "image/png", new string('x', 300_000)));
        using var fetcher = TestCrawl.Fetcher();
        var fetched = (FetchOutcome.Fetched)await fetcher.GetStartAsync(site.Origin + "/", 100_000, CancellationToken.None);
        Assert.That(fetched.Page.Body, Has.Length.EqualTo(100_000));
    }

    [Test, Category("Invariant 11")]
    public async Task Headers_without_end_fail()
    {
        await using var site = await TestSite.StartAsync(context =>
        {
            context.Response.Headers["X-Long"] = new string('x', 100_000);
            return TestCrawl.SendAsync(context, "text/html", "");
        });
        Assert.That(((FetchOutcome.Failed)await GetAsync(site, "/")).Reason, Does.Contain("header").IgnoreCase);
    }

    [Test]
    public async Task No_cookie_is_kept()
    {
        await using var site = await TestSite.StartAsync(context =>
        {
            context.Response.Headers.SetCookie = "a=b";
            return TestCrawl.SendAsync(context, "text/html", "");
        });
        using var fetcher = TestCrawl.Fetcher();
        await fetcher.GetAsync(site.Origin + "/", IsHtml, Most, null, CancellationToken.None);
        await fetcher.GetAsync(site.Origin + "/", IsHtml, Most, null, CancellationToken.None);
        Assert.That(site.Headers.Keys, Does.Not.Contain("Cookie"));
    }

    [Test]
    public async Task Proxy_variables_mean_nothing()
    {
        await using var site = await TestSite.StartAsync(context => TestCrawl.SendAsync(context, "text/html", "direct"));
        var before = Environment.GetEnvironmentVariable("http_proxy");
        Environment.SetEnvironmentVariable("http_proxy", "http://127.0.0.1:1");
        try
        {
            Assert.That(await GetAsync(site, "/"), Is.InstanceOf<FetchOutcome.Fetched>());
        }
        finally
        {
            Environment.SetEnvironmentVariable("http_proxy", before);
        }
    }

    [Test, Category("Invariant 11")]
    public async Task A_host_that_never_answers_fails_in_time()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        Assert.That(await GetAsync($"http://{silent.LocalEndpoint}/"), Is.EqualTo(new FetchOutcome.Failed(null, "no complete answer within 1 s", null)));
    }

    [Test, Category("Invariant 11")]
    public async Task A_body_that_never_ends_fails_in_time()
    {
        await using var site = await TestSite.StartAsync(async context =>
        {
            await TestCrawl.SendAsync(context, "text/html", "start");
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        });
        Assert.That(await GetAsync(site, "/"), Is.EqualTo(new FetchOutcome.Failed(null, "no complete answer within 1 s", null)));
    }

    [Test]
    public async Task A_closed_port_fails()
    {
        int port;
        using (var closed = new TcpListener(IPAddress.Loopback, 0))
        {
            closed.Start();
            port = ((IPEndPoint)closed.LocalEndpoint).Port;
        }

        Assert.That(((FetchOutcome.Failed)await GetAsync($"http://127.0.0.1:{port}/")).Reason, Does.Contain("refused").IgnoreCase);
    }

    [TestCase("not HTTP at all\r\n\r\n")]
    [TestCase("HTTP/1.1 200 OK\r\nContent-Length: 100\r\nContent-Type: text/html\r\n\r\nshort")]
    [TestCase("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\nnot gzip")]
    [TestCase("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n")]
    [TestCase("")]
    [Category("Invariant 11")]
    public async Task A_broken_answer_fails(string answer)
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var serving = Task.Run(async () =>
        {
            using var client = await server.AcceptSocketAsync();
            await client.ReceiveAsync(new byte[4096]);
            await client.SendAsync(Encoding.ASCII.GetBytes(answer));
            client.Shutdown(SocketShutdown.Both);
        });
        var outcome = await GetAsync($"http://{server.LocalEndpoint}/");
        await serving;
        Assert.That(((FetchOutcome.Failed)outcome).Reason, Is.Not.Empty);
    }

    [Test]
    public async Task A_cancelled_request_is_no_outcome()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var fetcher = TestCrawl.Fetcher();
        using var stopping = new CancellationTokenSource(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        Assert.That(async () => await fetcher.GetAsync($"http://{silent.LocalEndpoint}/", IsHtml, Most, null, stopping.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task A_page_that_was_there_is_asked_for_by_condition()
    {
        await using var site = await TestSite.StartAsync(context =>
        {
            context.Response.StatusCode = 304;
            return Task.CompletedTask;
        });
        using var fetcher = TestCrawl.Fetcher();
        var last = new Tissue.PageVersion("00", "W/\"e\"", "Wed, 21 Oct 2015 07:28:00 GMT");
        Assert.That(await fetcher.GetAsync(site.Origin + "/", IsHtml, Most, last, CancellationToken.None), Is.EqualTo(new FetchOutcome.Unchanged()));
        Assert.That((site.Headers["If-None-Match"], site.Headers["If-Modified-Since"]), Is.EqualTo((last.ETag, last.LastModified)));
    }

    [Test]
    public async Task Who_says_no_address_of_his_own_gets_nothing_public()
    {
        using var fetcher = new Fetcher(() => TestGenes.Of("""{ "organism": { "name": "test" } }"""), (_, _) => Task.FromResult(new[] { IPAddress.Parse("8.8.8.8") }));
        Assert.That(
            await fetcher.GetAsync("http://host.test/", IsHtml, Most, null, CancellationToken.None),
            Is.EqualTo(new FetchOutcome.Forbidden("public sites are crawled only when organism.contact in cell.json says whom to write to")));
    }

    [Test]
    public async Task The_address_that_answered_is_told()
    {
        await using var site = await TestSite.StartAsync(context => TestCrawl.SendAsync(context, "text/html", ""));
        using var fetcher = TestCrawl.Fetcher();
        await fetcher.GetAsync(site.Origin + "/", IsHtml, Most, null, CancellationToken.None);
        Assert.That(fetcher.AddressOf(new Uri(site.Origin).Authority), Is.EqualTo("127.0.0.1"));
    }

    private static async Task AnswersAsync(int status, FetchOutcome expected)
    {
        await using var site = await TestSite.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });
        Assert.That(await GetAsync(site, "/"), Is.EqualTo(expected));
    }

    private static Task<FetchOutcome> GetAsync(TestSite site, string path) => GetAsync(site.Origin + path);

    private static async Task<FetchOutcome> GetAsync(string url)
    {
        using var fetcher = TestCrawl.Fetcher();
        return await fetcher.GetAsync(url, IsHtml, Most, null, CancellationToken.None).WaitAsync(Patience);
    }

    private static bool IsHtml(string type) => type == "text/html";
}
