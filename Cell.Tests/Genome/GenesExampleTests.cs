using System.Text.Json;
using System.Text.Json.Nodes;
using NUnit.Framework;

namespace Cell.Genome;

/// <summary>cell.json.example at the top of the repository.</summary>
internal sealed class GenesExampleTests
{
    private const string Stranger = "zz-stranger";
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    [Test]
    public void Is_valid()
    {
        var read = GenesReader.Read(Example());
        Assert.That(read.Faults, Is.Empty);
        Assert.That(read.Genes?.Organism.Name, Is.EqualTo("example"));
    }

    [Test]
    public void Names_every_key_that_the_reader_knows_and_no_other()
    {
        var example = Parse();
        foreach (var section in Objects(example))
        {
            section.Add(Stranger, 1);
        }

        var known = GenesReader.Read(example.ToJsonString()).Faults
            .Where(fault => fault.Key.EndsWith(Stranger, StringComparison.Ordinal))
            .GroupBy(fault => Section(fault.Key), fault => fault.Message.Split("Known here: ")[1].TrimEnd('.').Split(", "))
            .ToDictionary(group => group.Key, group => group.First().Order(StringComparer.Ordinal).ToList());
        var named = Objects(example)
            .GroupBy(section => Section($"{section.GetPath()[1..].TrimStart('.')}.{Stranger}"))
            .ToDictionary(group => group.Key, group => group.SelectMany(section => section.Select(pair => pair.Key)).Where(key => key != Stranger).Distinct().Order(StringComparer.Ordinal).ToList());
        Assert.That(named.Keys, Is.EquivalentTo(known.Keys), "sections");
        foreach (var (section, keys) in known)
        {
            Assert.That(named[section], Is.EqualTo(keys), $"keys of {section}");
        }
    }

    [TestCase("organism,listen,health,frontier,pool,population,limits,division,homeostasis,crawler,api,queue,store,notify")]
    public void Has_its_sections_in_the_order_of_the_design(string order) =>
        Assert.That(string.Join(',', Parse().Select(pair => pair.Key)), Is.EqualTo(order));

    [Test]
    public void Says_something_about_every_key()
    {
        var silent = Example().Split('\n').Select(line => line.Trim())
            .Zip(Example().Split('\n').Skip(1).Select(line => line.Trim()), (above, line) => (above, line))
            .Where(pair => pair.line.StartsWith('"') && !pair.line.StartsWith("\"organism\"", StringComparison.Ordinal) && !pair.line.EndsWith('{') && !pair.line.Contains("\"min\"", StringComparison.Ordinal))
            .Where(pair => !pair.above.StartsWith("//", StringComparison.Ordinal))
            .Select(pair => pair.line);
        // The second machine repeats two keys of the first.
        Assert.That(silent, Is.EqualTo(new[] { "\"host\": \"192.0.2.11:2222\",", "\"addresses\": [\"192.0.2.11\", \"2001:db8::/64\"]," }));
    }

    [Test]
    public void The_starting_draft_of_init_is_valid()
    {
        var read = GenesReader.Read(StartingDraft.Text("tester", "", TestGenes.PoolKey, "10.0.0.7", ["10.0.0.7"]));
        Assert.That(read.Faults, Is.Empty);
    }

    // pool.machines[1].zz-stranger -> pool.machines[]
    private static string Section(string key) => System.Text.RegularExpressions.Regex.Replace(key[..^Stranger.Length].TrimEnd('.'), @"\[\d+\]", "[]");

    private static JsonObject Parse() => JsonNode.Parse(Example(), null, Lenient)!.AsObject(); // an object: the example is valid

    private static IEnumerable<JsonObject> Objects(JsonNode node) => node switch
    {
        JsonObject section when section.GetPath() == "$.crawler.delays" => [],
        JsonObject section => [section, .. section.ToList().Where(pair => pair.Value is not null).SelectMany(pair => Objects(pair.Value!))], // filtered just before
        JsonArray list => [.. list.Where(item => item is not null).SelectMany(item => Objects(item!))], // filtered just before
        _ => [],
    };

    private static string Example() => File.ReadAllText(Path.Combine(Repository.Top, "cell.json.example"));
}
