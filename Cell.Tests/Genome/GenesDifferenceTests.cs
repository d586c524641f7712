using NUnit.Framework;

namespace Cell.Genome;

internal sealed class GenesDifferenceTests
{
    private const string Crawler = "\"crawler\": { \"delay\": \"1s\", \"delays\": { \"a.test\": \"2s\" }, \"allow\": [] }";
    private static readonly string Draft = TestGenes.With(Crawler);

    [TestCase("\"1s\"", "\"500ms\"", "crawler.delay: 1s -> 500ms", Adoption.Live)]
    [TestCase("\"a.test\": \"2s\"", "", "crawler.delays[a.test]: removed, was 2s", Adoption.Live)]
    [TestCase("\"a.test\": \"2s\"", "\"a.test\": \"2s\", \"b.test\": \"0s\"", "crawler.delays[b.test]: added, 0s", Adoption.Live)]
    [TestCase("\"allow\": []", "\"allow\": [\"10.0.0.0/8\", \"::1\"]", "crawler.allow: [] -> [10.0.0.0/8, ::1/128]", Adoption.Live)]
    [TestCase("\"allow\": []", "\"timeout\": \"30s\"", "crawler.timeout: 20s -> 30s", Adoption.Live)]
    [TestCase("\"allow\": []", "\"maxBytes\": \"64KiB\"", "crawler.maxBytes: 10MiB -> 64KiB", Adoption.Live)]
    [TestCase("\"allow\": []", "\"concurrency\": 8", "crawler.concurrency: 16 -> 8", Adoption.Live)]
    [TestCase("\"allow\": []", "\"maxDepth\": 8", "crawler.maxDepth: 100 -> 8", Adoption.Live)]
    [TestCase("mailto:crawler@example.org", "", "organism.contact: mailto:crawler@example.org -> \"\"", Adoption.Live)]
    [TestCase("\"health\": { \"hosts\": [\"founder.test\"] }", "\"health\": { \"hosts\": [\"stem1.test\", \"founder.test\"] }", "health.hosts: [founder.test] -> [stem1.test, founder.test]", Adoption.Live)]
    [TestCase("\"frontier\": { \"hosts\": [\"founder.test\"] }", "\"frontier\": {}", "frontier.hosts: [founder.test] -> []", Adoption.Live)]
    [TestCase("\"crawler\":", "\"division\": \"paused\", \"crawler\":", "division: on -> paused", Adoption.Live)]
    [TestCase("\"crawler\":", "\"limits\": { \"cells\": 3 }, \"crawler\":", "limits.cells: 50 -> 3", Adoption.Live)]
    [TestCase("\"crawler\":", "\"limits\": { \"birthsPerHour\": 3 }, \"crawler\":", "limits.birthsPerHour: 20 -> 3", Adoption.Live)]
    [TestCase("\"crawler\":", "\"limits\": { \"costPerDay\": 1.5 }, \"crawler\":", "limits.costPerDay: 0 -> 1.5", Adoption.Live)]
    [TestCase("\"crawler\":", "\"limits\": { \"generations\": 9 }, \"crawler\":", "limits.generations: 64 -> 9", Adoption.Live)]
    [TestCase("\"crawler\":", "\"limits\": { \"generations\": 99 }, \"crawler\":", "limits.generations: 64 -> 99", Adoption.Renewal)]
    [TestCase("\"crawler\":", "\"population\": { \"crawler\": { \"max\": 7 } }, \"crawler\":", "population.crawler.max: 100 -> 7", Adoption.Live)]
    [TestCase("\"crawler\":", "\"population\": { \"api\": { \"min\": 0 } }, \"crawler\":", "population.api.min: 1 -> 0", Adoption.Live)]
    [TestCase("\"keys\"", "\"reserve\": 2, \"keys\"", "pool.reserve: 1 -> 2", Adoption.Live)]
    [TestCase("\"addresses\": [\"10.77.1.1\"]", "\"addresses\": [\"10.77.1.1\"], \"public\": \"http://a.test/\"", "pool.machines[stem1.test].public: \"\" -> http://a.test/", Adoption.Restart)]
    [TestCase("\"addresses\": [\"10.77.1.1\"]", "\"addresses\": [\"10.77.1.1\"], \"pricePerHour\": 0.05", "pool.machines[stem1.test].pricePerHour: 0 -> 0.05", Adoption.Live)]
    [TestCase("\"addresses\": [\"10.77.1.1\"]", "\"addresses\": [\"10.77.1.9\"]", "pool.machines[stem1.test].addresses: [10.77.1.1/32] -> [10.77.1.9/32]", Adoption.Live)]
    [TestCase("\"addresses\": [\"10.77.1.1\"]", "\"founder\": true, \"addresses\": [\"10.77.1.1\"]", "pool.machines[stem1.test].founder: false -> true", Adoption.Live)]
    [TestCase("\"stem1.test\", \"user\": \"root\"", "\"stem1.test\", \"user\": \"joe\"", "pool.machines[stem1.test].user: root -> joe", Adoption.Live)]
    [TestCase("\"tester\"", "\"other\"", "organism.name: tester -> other", Adoption.Never)]
    [TestCase("\"crawler\":", "\"listen\": { \"public\": 80 }, \"crawler\":", "listen.public: 7070 -> 80", Adoption.Never)]
    [TestCase("\"crawler\":", "\"listen\": { \"tissue\": 81 }, \"crawler\":", "listen.tissue: 7071 -> 81", Adoption.Never)]
    public void Names_the_key_that_changed_both_values_and_when_it_counts(string text, string by, string difference, Adoption adoption)
    {
        var found = Between(Draft, Draft.Replace(text, by, StringComparison.Ordinal));
        Assert.That(found.Select(one => (one.ToString(), one.Adoption)), Is.EqualTo(new[] { (difference, adoption) }));
    }

    [Test]
    public void Comments_order_spelling_and_defaults_that_are_written_out_change_nothing() =>
        Assert.That(Between(Draft, Draft.Replace("\"1s\"", "\"1000ms\"", StringComparison.Ordinal).Replace("\"allow\": []", "\"concurrency\": 16 /* as ever */", StringComparison.Ordinal)), Is.Empty);

    [Test]
    public void Machines_come_and_go_by_their_hosts_wherever_they_stand()
    {
        var moved = TestGenes.Text.Replace("stem1.test", "swap", StringComparison.Ordinal).Replace("stem3.test", "new.test", StringComparison.Ordinal).Replace("swap", "stem1.test", StringComparison.Ordinal);
        Assert.That(Between(TestGenes.Text, moved).Select(one => one.ToString()), Is.EqualTo(new[] { "pool.machines[stem3.test]: removed", "pool.machines[new.test]: added" }));
    }

    [Test]
    public void Every_value_that_the_example_has_is_compared()
    {
        var example = TestGenes.Of(File.ReadAllText(Path.Combine(Repository.Top, "cell.json.example")));
        var bare = TestGenes.Of("""{ "organism": { "name": "a" } }""");
        var keys = GenesLines.Of(example).Select(line => line.Key).ToList();
        Assert.That(keys, Is.Unique);
        Assert.That(GenesDifference.Between(example, bare).Select(one => one.Key), Is.SubsetOf(keys.Append("pool.machines[192.0.2.10]").Append("pool.machines[192.0.2.11:2222]")));
        Assert.That(GenesDifference.Between(example, example), Is.Empty);
    }

    private static IReadOnlyList<GenesDifference> Between(string before, string after) => GenesDifference.Between(TestGenes.Of(before), TestGenes.Of(after));
}
