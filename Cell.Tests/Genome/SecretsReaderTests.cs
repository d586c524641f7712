using NUnit.Framework;

namespace Cell.Genome;

internal sealed class SecretsReaderTests
{
    [Test]
    public void Each_role_gets_what_is_for_every_one_and_its_own_which_counts_more()
    {
        var (values, faults) = SecretsReader.Read("""{ "every": { "a": "1", "b": "2" }, "api": { "b": "3", "c": "4" }, /* none for others */ }""");
        Assert.That(faults, Is.Empty);
        Assert.That(values[Role.Api], Is.EqualTo(new Dictionary<string, string> { ["a"] = "1", ["b"] = "3", ["c"] = "4" }));
        Assert.That(values[Role.Crawler], Is.EqualTo(new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" }));
    }

    [TestCase("""{ "king": {} }""", "king")]
    [TestCase("""{ "api": [] }""", "api")]
    [TestCase("""{ "api": { "password": 12345678 } }""", "api.password")]
    [TestCase("""{ "api": { "a": "x", "a": "y" } }""", "api.a")]
    [TestCase("""{ "api": {}, "api": {} }""", "api")]
    [TestCase("[]", "")]
    [TestCase("{ \"api\": { \"password\": 12345678hunter2 } }", "")]
    [Category("Invariant 11")]
    public void Names_the_key_at_fault_and_never_shows_a_value(string json, string key)
    {
        var (_, faults) = SecretsReader.Read(json);
        Assert.That(faults.Select(fault => fault.Key), Does.Contain(key));
        Assert.That(string.Join('\n', faults), Does.Not.Contain("1234").And.Not.Contain("hunter").And.Not.Contain("'h'"));
    }
}
