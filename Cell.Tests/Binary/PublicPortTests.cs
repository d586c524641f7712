using System.Net;
using System.Text.RegularExpressions;
using NUnit.Framework;

namespace Cell.Binary;

/// <summary>The public port of a founder beside its own description.</summary>
[Category("Binary")]
internal sealed partial class PublicPortTests
{
    private const int Cases = 20_000;
    private const int Seed = 20261126;
    private static readonly string[] Methods = ["POST", "PUT", "DELETE", "OPTIONS", "HEAD", "PROPFIND"];
    private Habitat habitat = null!; // made before the first test
    private HttpClient client = null!; // likewise
    private DescribedApi described = null!; // likewise

    [OneTimeSetUp]
    public async Task Start_a_founder()
    {
        habitat = await Habitat.WithOrganismAsync(null);
        await habitat.StartReadyAsync();
        client = new HttpClient { BaseAddress = new Uri($"http://{Habitat.Host}:{habitat.Port}") };
        described = await DescribedApi.OfAsync(client);
    }

    [OneTimeTearDown]
    public async Task Clean_up()
    {
        client.Dispose();
        await habitat.DisposeAsync();
    }

    [Test]
    public async Task Each_path_that_is_described_is_served_and_answers_as_described()
    {
        Assert.That(described.Paths, Is.EquivalentTo(new[] { "/search", "/page", "/apis", "/targets", "/healthz", "/metrics", "/openapi.json" }));
        foreach (var path in described.Paths)
        {
            await AsDescribedAsync(path, described.Example(path));
        }
    }

    [Test]
    public async Task Errors_are_problems()
    {
        foreach (var (method, path) in new[] { ("GET", "/"), ("GET", "/none"), ("GET", "/search"), ("POST", "/search"), ("GET", "/page?url=x"), ("OPTIONS", "/apis") })
        {
            using var answer = await client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
            Assert.That(answer.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/problem+json"), $"{method} {path}: {answer.StatusCode}");
        }
    }

    // The requests are made from the document itself.
    [Test, Category("Long"), Category("Invariant 11")]
    public async Task Whatever_is_asked_is_no_fault_and_tells_nothing_of_the_box()
    {
        var random = new Random(Seed);
        var statuses = new HashSet<HttpStatusCode>();
        for (var at = 0; at < Cases; at++)
        {
            var path = described.Paths[random.Next(described.Paths.Count)];
            var asked = described.Strange(path, random);
            statuses.Add(await AsDescribedAsync(path, asked));
            if (random.Next(10) == 0)
            {
                using var other = await client.SendAsync(new HttpRequestMessage(new HttpMethod(Methods[random.Next(Methods.Length)]), asked) { Content = new StringContent(asked) });
                Assert.That((int)other.StatusCode, Is.LessThan(500), asked);
            }
        }

        Assert.That(statuses, Is.SupersetOf(new[] { HttpStatusCode.OK, HttpStatusCode.BadRequest, HttpStatusCode.NotFound }), "the requests reached too little");
        Assert.That((await client.GetAsync("/healthz")).StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    private async Task<HttpStatusCode> AsDescribedAsync(string path, string asked)
    {
        using var answer = await client.GetAsync(asked);
        var body = await answer.Content.ReadAsStringAsync();
        var types = described.Types(path, (int)answer.StatusCode);
        Assert.That(types, Is.Not.Null, $"{asked} gave {answer.StatusCode}, which is not described: {body}");
        Assert.That(types, Does.Contain(answer.Content.Headers.ContentType?.MediaType), $"{asked} gave {answer.StatusCode}");
        Assert.That(answer.Headers.GetValues("X-Content-Type-Options"), Is.EqualTo(new[] { "nosniff" }));
        if (!answer.IsSuccessStatusCode)
        {
            Assert.That(InnerParts().IsMatch(body), Is.False, $"{asked} told: {body}");
        }

        return answer.StatusCode;
    }

    // A folder of the box, a line of a stack, a type.
    [GeneratedRegex(@"/(var|root|tmp|home|usr)/|\bat [A-Z]\w+\.\w+|\.cs\b|Exception|(Lucene|LiteDB|System)\.\w")]
    private static partial Regex InnerParts();
}
