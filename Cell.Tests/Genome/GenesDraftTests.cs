using System.Net;
using NUnit.Framework;

namespace Cell.Genome;

internal sealed class GenesDraftTests
{
    private static readonly PoolMachine Added = new()
    {
        Host = "new.test:2222",
        User = "cell",
        HostKey = TestGenes.HostKey(9),
        Addresses = [IPNetwork.Parse("10.77.1.9/32"), IPNetwork.Parse("2001:db8::/64")],
        Public = null,
        PricePerHour = 0,
        Founder = false,
    };

    [TestCase("[]")]
    [TestCase("[ ]")]
    [TestCase("[\n      // none yet\n    ]")]
    [TestCase("""[{ "host": "a", "founder": true, "addresses": ["10.0.0.1"] }]""")]
    [TestCase("""[{ "host": "a", "founder": true, "addresses": ["10.0.0.1"] }, ]""")]
    [TestCase("[\n      { \"host\": \"a\", \"founder\": true, \"addresses\": [\"10.0.0.1\"] } // first\n    ]")]
    public void Adds_a_machine_and_keeps_every_other_byte(string machines)
    {
        var draft = Draft(machines);
        var changed = GenesDraft.AddMachine(draft, Added);
        var before = TestGenes.Of(draft);
        var after = TestGenes.Of(changed);
        Assert.That(after.Pool.Machines.Select(machine => machine.Host), Is.EqualTo(before.Pool.Machines.Select(machine => machine.Host).Append(Added.Host)));
        Assert.That(Sequence(after.Pool.Machines[^1]), Is.EqualTo(Sequence(Added)));
        var inserted = changed.Length - draft.Length;
        var at = Enumerable.Range(0, draft.Length).First(index => changed.Remove(index, inserted) == draft);
        Assert.That(changed.Substring(at, inserted), Does.Contain(Added.Host));
    }

    [TestCase("a", "b, c")]
    [TestCase("b", "a, c")]
    [TestCase("c", "a, b")]
    public void Removes_a_machine(string host, string left)
    {
        var draft = Draft(string.Join(",\n  ", new[] { "a", "b", "c" }.Select((name, at) => $$"""{ "host": "{{name}}", "founder": true, "addresses": ["10.0.0.{{at + 1}}"] }""")).Insert(0, "[").Insert(1, "\n") + "\n]");
        var changed = GenesDraft.RemoveMachine(draft, host);
        Assert.That(string.Join(", ", TestGenes.Of(changed).Pool.Machines.Select(machine => machine.Host)), Is.EqualTo(left));
        Assert.That(changed, Does.Contain("// The pool"));
    }

    [Test]
    public void Removing_the_only_machine_leaves_an_empty_list()
    {
        var changed = GenesDraft.RemoveMachine(Draft("""[{ "host": "a", "founder": true, "addresses": ["10.0.0.1"] }]"""), "a");
        Assert.That(TestGenes.Of(changed).Pool.Machines, Is.Empty);
    }

    [Test]
    public void Removing_a_stranger_changes_nothing()
    {
        var draft = Draft("[]");
        Assert.That(GenesDraft.RemoveMachine(draft, "stranger"), Is.EqualTo(draft));
    }

    [Test]
    public void What_was_added_and_removed_leaves_the_draft_as_it_was_but_for_space()
    {
        var draft = Draft("""[{ "host": "ä", "founder": true, "addresses": ["10.0.0.1"] }]""".Replace("ä", "a", StringComparison.Ordinal));
        Assert.That(GenesDraft.RemoveMachine(GenesDraft.AddMachine(draft, Added), Added.Host), Is.EqualTo(draft));
    }

    [Test]
    public void Without_a_list_of_machines_it_says_what_to_add() =>
        Assert.That(() => GenesDraft.AddMachine("""{ "organism": { "name": "a" } }""", Added), Throws.TypeOf<InvalidDataException>().With.Message.Contains("\"machines\": [ ] in \"pool\""));

    [Test]
    public void A_list_of_that_name_elsewhere_is_not_the_pools()
    {
        var draft = """{ "other": { "machines": [] }, "pool": { "machines": [] } }""";
        Assert.That(GenesDraft.AddMachine(draft, Added), Does.StartWith("""{ "other": { "machines": [] }, "pool": { "machines": ["""));
    }

    private static (string, string, string, string) Sequence(PoolMachine machine) => (machine.Host, machine.User, machine.HostKey, string.Join(' ', machine.Addresses));

    private static string Draft(string machines) => $$"""
        {
          // Über alles: bytes before it count too.
          "organism": { "name": "a" },
          "pool": {
            // The pool
            "machines": {{machines}}, /* after */
            "keys": []
          },
          "listen": { "public": 8080 } // last
        }
        """;
}
