using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Cell.Genome;
using Cell.Health;
using Cell.Identity;
using CsCheck;
using NUnit.Framework;

namespace Cell.Tissue;

/// <summary>Every message that goes between cells, whole and damaged.</summary>
internal sealed class MessageTypesTests
{
    private static readonly CellFacts Facts = TestRoster.Founder(0) with { Mother = TestRoster.Id(3) };
    private static readonly RosterEntry Entry = new(TestRoster.Id(1), 1, CellState.Alive, "why", 1, Facts, TestRoster.Vitals);
    private static readonly CrawledPage Page = new("http://a.test/", TestClock.Noon, "00", 0, "t", "d", "en", "h", "text", [new PageLink("http://a.test/x", "x", false)], new Dictionary<string, string> { ["etag"] = "e" })
    {
        Citations = [new Citation("c", "http://b.test/")],
        Images = [new PageImage("http://a.test/i.png", "i", 1, 2)],
        References = [new PageReference(ReferenceKind.Feed, "http://a.test/feed", "f")],
    };
    private static readonly Dictionary<Role, Aggregate> Aggregates = new() { [Role.Api] = new Aggregate(1, 0.5, 0, 1) };

    private static readonly string[] Damages = ["null", "remove", "[]", "{}", "\"x\"", "-1", "1e99", "true", "[null]"];

    private static readonly object[] Whole =
    [
        new LeaseRequest(1, TestRoster.Id(1), 1, 100),
        new LeaseAnswer(1, new Lease("a.test", 1, 0, 0, 1000, "", [new LeasedUrl("http://a.test/", 0) { Last = new PageVersion("00", "e", "d") }]), 0, false),
        new Settlement(1, TestRoster.Id(1), "a.test", 1, true, [new UrlOutcome("http://a.test/", UrlState.Redirected, "", ["http://a.test/x"]) { Version = new PageVersion("00", "e", "d") }])
        {
            News = new HostNews(10, 1000, 0, "192.0.2.1", ""),
        },
        new SettleAnswer(1, true),
        new LinkBatch(1, [new FoundLinks(1, ["http://a.test/"])]),
        new LinkAnswer(1, 1),
        new OrderCopies(1, "t", [new ScopeCopy("http://a.test/", "Open", 1)], [new SeedCopy("http://a.test/", 1)]),
        new PageBatch(1, [Page]),
        new PageReceipt(1, 1),
        Page,
        new PageLog(1, Guid.Empty, 2, 3, [new PageMark("http://a.test/", 1, "00")]),
        new PageWish(1, ["http://a.test/"]),
        TestRoster.Beat(TestRoster.Id(1), Facts),
        new HeartbeatAnswer(1, true, "", "n", 1, 1, 1, [Entry], Aggregates) { End = "why", Whole = true, Quarantined = [new Quarantine(TestRoster.Id(1), "why", TestClock.Noon, TestClock.Noon)] },
        new RosterAnswer(1, 1, [Entry], [TestRoster.Birth(1, BirthState.Signed)], [new Taint("a", "why", TestClock.Noon) { Cause = TaintCause.Check }], Aggregates)
        {
            Waking = [new Waking("a", TestRoster.Id(1), Role.Crawler, TestClock.Noon, TestClock.Noon)],
            Power = [new MachinePowerState("a", PowerState.Off, TestClock.Noon)],
            Relics = new Dictionary<string, int> { ["a"] = 1 },
        },
        new TicketRequest(1, TestRoster.Id(1), "m", Role.Crawler, true),
        new TicketAnswer(1, "e", ["pem"], "") { Waking = "m" },
        new BirthReport(1, "b", BirthState.Born, TestRoster.Id(2), ""),
        new SignedWill([1, 2], [[3]]),
        new Bequest(new SignedWill([1, 2], [[3]]), "t"),
        new BequestAnswer(1, "t", ""),
        new Legacy(1, [TestRoster.Birth(1, BirthState.Proved)], [[1]]),
        new PaperMessage(1, [1, 2]),
        new PaperVersion(1, 1, ""),
        new AuditNote(1, "i", new AuditDeed(AuditKind.Seeds, "operator ann", "what", "box")),
        new AuditHead(1, "h"),
        new WitnessRequest(1, TestRoster.Id(1), "a", 7071),
        new WitnessAnswer(1, true, true),
        new Ping(1, TestRoster.Id(1)),
        new Problem("about:blank", 400, "why"),
    ];

    private static IEnumerable<string> Types => Whole.Select(message => message.GetType().Name);

    [Test]
    public void Every_message_type_is_tried_here() => Assert.That(
        Types, Is.EquivalentTo(typeof(TissueJson).GetCustomAttributesData()
            .Where(attribute => attribute.AttributeType.Name == "JsonSerializableAttribute").Select(attribute => ((Type)attribute.ConstructorArguments[0].Value!).Name))); // each names its type

    [TestCaseSource(nameof(Types))]
    public void A_whole_message_reads_back_as_it_was(string type)
    {
        var text = Text(type);
        Assert.That(Serialize(Read(type, text), type), Is.EqualTo(text));
    }

    [TestCaseSource(nameof(Types))]
    public void Unknown_fields_are_ignored(string type)
    {
        var json = JsonNode.Parse(Text(type))!.AsObject(); // an object
        json["unknown"] = new JsonArray(1, null);
        Assert.That(Serialize(Read(type, json.ToJsonString()), type), Is.EqualTo(Text(type)));
    }

    // What is read needs no further look for nulls: it serialises, walks and compares like any other.
    [TestCaseSource(nameof(Types)), Category("Invariant 11")]
    public void A_damaged_message_is_refused_by_name_or_is_whole(string type) =>
        Gen.Select(Gen.Int[0, 1000], Gen.Int[0, Damages.Length - 1]).Sample(
            (at, damage) =>
            {
                var json = Damaged(Text(type), at, Damages[damage]);
                try
                {
                    Serialize(Read(type, json), type);
                    return Nulls(Read(type, json), new NullabilityInfoContext()).Count == 0;
                }
                catch (JsonException fault)
                {
                    return fault.Message.Length > 0;
                }
            },
            iter: 150);

    [TestCaseSource(nameof(Types))]
    public void A_part_of_a_message_is_none(string type)
    {
        var text = Text(type);
        Gen.Int[0, text.Length - 1].Sample(length => Assert.That(() => Read(type, text[..length]), Throws.InstanceOf<JsonException>()), iter: 30);
    }

    private static string Damaged(string text, int at, string damage)
    {
        var root = JsonNode.Parse(text)!; // an object
        var places = Places(root).ToList();
        var place = places[at % places.Count];
        switch (place.Parent)
        {
            case JsonObject parent when damage == "remove":
                parent.Remove(place.GetPropertyName());
                break;
            case JsonObject parent:
                parent[place.GetPropertyName()] = JsonNode.Parse(damage);
                break;
            case JsonArray parent when damage == "remove":
                parent.RemoveAt(place.GetElementIndex());
                break;
            case JsonArray parent:
                parent[place.GetElementIndex()] = JsonNode.Parse(damage);
                break;
        }

        return root.ToJsonString();
    }

    private static IEnumerable<JsonNode> Places(JsonNode node) => node switch
    {
        JsonObject parts => parts.Where(part => part.Value is not null).SelectMany(part => Places(part.Value!).Prepend(part.Value!)), // filtered just before
        JsonArray items => items.Where(item => item is not null).SelectMany(item => Places(item!).Prepend(item!)), // filtered just before
        _ => [],
    };

    // Independent of the code under test: by the compiler's own notes on what may be null.
    private static List<string> Nulls(object value, NullabilityInfoContext context) => value.GetType() is { IsValueType: true } || value.GetType().Namespace?.StartsWith("Cell", StringComparison.Ordinal) != true
        ? []
        : [.. value.GetType().GetProperties().Where(property => property.GetIndexParameters().Length == 0).SelectMany(property => property.GetValue(value) switch
        {
            null => context.Create(property).ReadState == NullabilityState.NotNull ? new[] { property.Name } : [],
            string => [],
            System.Collections.IEnumerable items => items.Cast<object?>().SelectMany(item => item is null ? new[] { property.Name } : [.. Nulls(item, context)]),
            var part => Nulls(part, context),
        })];

    private static object Message(string type) => Whole.First(message => message.GetType().Name == type);

    private static JsonTypeInfo Info(string type) => TissueJson.Default.GetTypeInfo(Message(type).GetType())!; // every one is registered, by a test

    private static string Text(string type) => Serialize(Message(type), type);

    private static string Serialize(object message, string type) => JsonSerializer.Serialize(message, Info(type));

    private static object Read(string type, string json)
    {
        var read = typeof(Message).GetMethod(nameof(Tissue.Message.ReadAsync))!.MakeGenericMethod(Message(type).GetType()); // it is there
        var task = (Task)read.Invoke(null, [new MemoryStream(Encoding.UTF8.GetBytes(json)), Info(type), CancellationToken.None])!; // a task
        task.GetAwaiter().GetResult();
        return ((dynamic)task).Result;
    }
}
