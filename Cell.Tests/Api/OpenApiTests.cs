using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Cell.Health;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Api;

/// <summary>The document says what is served, neither more nor less.</summary>
internal sealed class OpenApiTests
{
    private static readonly string[] All = ["/search", "/page", "/apis", "/targets", "/healthz", "/metrics", "/openapi.json"];

    private static readonly Dictionary<string, JsonTypeInfo> Types = new()
    {
        ["Problem"] = TissueJson.Default.Problem,
        ["SearchResults"] = ControlJson.Default.SearchResults,
        ["SearchResult"] = ControlJson.Default.SearchResult,
        ["Mark"] = ControlJson.Default.Mark,
        ["CrawledPage"] = TissueJson.Default.CrawledPage,
        ["ApiList"] = FrontJson.Default.ApiList,
        ["ApiChoice"] = FrontJson.Default.ApiChoice,
        ["TargetGroup"] = FrontJson.Default.TargetGroup,
    };

    [Test]
    public void A_cell_describes_what_it_serves()
    {
        Assert.That(Paths(All), Is.EquivalentTo(All));
        Assert.That(Paths(["/apis", "/search"]), Is.EquivalentTo(new[] { "/apis", "/search" }));
    }

    [Test]
    public void What_is_not_described_cannot_be_served() =>
        Assert.That(() => OpenApi.Of(["/search", "/secret"]), Throws.InvalidOperationException.With.Message.StartsWith("/secret is served"));

    [Test]
    public void Schemas_have_the_names_that_are_written()
    {
        var schemas = Document(All)["components"]!["schemas"]!.AsObject(); // see openapi.json
        Assert.That(schemas.Select(schema => schema.Key), Is.EquivalentTo(Types.Keys));
        foreach (var (name, type) in Types)
        {
            Assert.That(schemas[name]!["properties"]!.AsObject().Select(property => property.Key), Is.EquivalentTo(type.Properties.Select(property => property.Name)), name);
        }
    }

    [Test]
    public void All_references_lead_somewhere()
    {
        var document = Document(All);
        var references = System.Text.RegularExpressions.Regex.Matches(document.ToJsonString(), "\"\\$ref\":\"#/components/(\\w+)/(\\w+)\"");
        Assert.That(references, Is.Not.Empty);
        Assert.That(references.Select(reference => document["components"]![reference.Groups[1].Value]![reference.Groups[2].Value]), Has.All.Not.Null);
    }

    private static JsonObject Document(string[] served) => JsonNode.Parse(OpenApi.Of(served))!.AsObject(); // an object

    private static IEnumerable<string> Paths(string[] served) => Document(served)["paths"]!.AsObject().Select(path => path.Key);
}
