using System.Net;
using System.Text.Json;
using Cell.Frontier;
using Cell.Pages;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Api;

/// <summary>The public answers, over a real listener.</summary>
internal sealed class ApiRoleTests
{
    private TestPages pages = null!; // set before the first test
    private TestFrontier frontier = null!;
    private TestSite site = null!;
    private HttpClient client = null!;

    [OneTimeSetUp]
    public async Task OpenAsync()
    {
        pages = new TestPages();
        frontier = new TestFrontier();
        await pages.IndexAsync([.. Enumerable.Range(0, 25).Select(at => TestPages.Page($"http://a.test/{at}", $"Page {at}", $"common words number{at}"))]);
        var door = new Door();
        new ApiRole(pages.Store, frontier.Queue, new Gauges(TimeProvider.System), TimeProvider.System).OpenPublic(door, null);
        site = await TestSite.StartAsync(door.OpenAsync);
        client = new HttpClient { BaseAddress = new Uri(site.Origin) };
    }

    [OneTimeTearDown]
    public async Task CloseAsync()
    {
        client.Dispose();
        await site.DisposeAsync();
        await frontier.DisposeAsync();
        await pages.DisposeAsync();
    }

    [TestCase("/search?q=common", 10, 1)]
    [TestCase("/search?q=common&page=3", 5, 3)]
    [TestCase("/search?q=common&page=4", 0, 4)]
    [TestCase("/search?q=common&page=1000", 0, 1000)]
    [TestCase("/search?q=common&page=100&count=100", 0, 100)]
    [TestCase("/search?q=common&count=100", 25, 1)]
    [TestCase("/search?q=common&count=1&page=25", 1, 25)]
    [TestCase("/search?q=common&page=&count=", 10, 1)]
    public async Task A_search_gives_the_page_of_results_that_was_asked_for(string path, int results, int page)
    {
        var found = await JsonAsync(path, HttpStatusCode.OK);
        Assert.That((found.GetProperty("results").GetArrayLength(), found.GetProperty("page").GetInt32(), found.GetProperty("total").GetInt64()), Is.EqualTo((results, page, 25L)));
    }

    [Test]
    public async Task A_result_has_address_title_snippet_and_marks()
    {
        var result = (await JsonAsync("/search?q=number7", HttpStatusCode.OK)).GetProperty("results")[0];
        Assert.That((result.GetProperty("url").GetString(), result.GetProperty("title").GetString()), Is.EqualTo(("http://a.test/7", "Page 7")));
        var snippet = result.GetProperty("snippet").GetString()!; // a result has one
        var mark = result.GetProperty("marks")[0];
        Assert.That(snippet.Substring(mark.GetProperty("start").GetInt32(), mark.GetProperty("length").GetInt32()), Is.EqualTo("number7"));
    }

    [TestCase("/search")]
    [TestCase("/search?q=")]
    [TestCase("/search?q=%20%20")]
    public Task A_search_for_nothing_is_told_what_to_say(string path) => RefusedAsync(path, HttpStatusCode.BadRequest, "Say what to search for: /search?q=words");

    [TestCase("page=0")]
    [TestCase("page=-1")]
    [TestCase("page=1001")]
    [TestCase("page=x")]
    [TestCase("page=99999999999999999999")]
    [TestCase("page=1&page=2")]
    [TestCase("count=0")]
    [TestCase("count=101")]
    [TestCase("count=1.5")]
    [Category("Invariant 11")]
    public Task A_bad_number_is_told_its_range(string parameter) => RefusedAsync($"/search?q=common&{parameter}", HttpStatusCode.BadRequest, "page is 1 to 1000, count 1 to 100.");

    [Test]
    public Task Nobody_turns_pages_for_ever() => RefusedAsync("/search?q=common&page=101&count=100", HttpStatusCode.BadRequest, "Of what is found only the first 10000 can be had: page times count is more.");

    [TestCase("%22")]
    [TestCase("((((")]
    [TestCase("*:*")]
    [TestCase("title:")]
    [TestCase("%00")]
    [TestCase("AND+OR+NOT")]
    [TestCase("a%5E999")]
    [TestCase("site:")]
    public async Task Whatever_is_searched_for_is_answered(string words) => await JsonAsync($"/search?q={words}", HttpStatusCode.OK);

    [Test]
    public async Task A_stored_page_is_given_as_json_never_as_a_page()
    {
        using var answer = await client.GetAsync(new Uri("/page?url=http://a.test/3", UriKind.Relative));
        Assert.That((answer.StatusCode, answer.Content.Headers.ContentType?.MediaType), Is.EqualTo((HttpStatusCode.OK, "application/json")));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("\"title\":\"Page 3\""));
    }

    [Test]
    public async Task A_page_is_found_by_any_spelling_of_its_address() => await JsonAsync("/page?url=HTTP://A.test:80/./3%23part", HttpStatusCode.OK);

    [Test]
    public Task A_page_that_is_not_stored_is_404() => RefusedAsync("/page?url=http://a.test/none", HttpStatusCode.NotFound, "http://a.test/none is not stored here.");

    [TestCase("/page")]
    [TestCase("/page?url=")]
    [TestCase("/page?url=a.test/3")]
    [TestCase("/page?url=file:///etc/passwd")]
    [Category("Invariant 11")]
    public Task What_is_no_address_is_told_so(string path) => RefusedAsync(path, HttpStatusCode.BadRequest, "Say which page: /page?url=https://host/path");

    [Test]
    public async Task Nothing_is_changed_in_public()
    {
        using var answer = await client.PostAsync(new Uri("/search?q=x", UriKind.Relative), new StringContent(""));
        Assert.That((answer.StatusCode, string.Join(',', answer.Content.Headers.Allow)), Is.EqualTo((HttpStatusCode.MethodNotAllowed, "GET")));
    }

    private async Task RefusedAsync(string path, HttpStatusCode status, string detail) => Assert.That((await JsonAsync(path, status)).GetProperty("detail").GetString(), Is.EqualTo(detail));

    private async Task<JsonElement> JsonAsync(string path, HttpStatusCode status)
    {
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));
        Assert.That(answer.StatusCode, Is.EqualTo(status));
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return json.RootElement.Clone();
    }
}
