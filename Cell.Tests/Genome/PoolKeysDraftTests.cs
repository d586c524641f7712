using NUnit.Framework;

namespace Cell.Genome;

internal sealed class PoolKeysDraftTests
{
    private const string Key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINewpNewpNewpNewpNewpNewpNewpNewpNewpNewpNewp cell-pool";

    [Test]
    public void The_new_key_takes_the_place_of_the_lost_one_and_all_else_stays()
    {
        var changed = PoolKeysDraft.With(TestGenes.Text, Key);
        Assert.That(TestGenes.Of(changed).Pool.Keys, Is.EqualTo(new[] { Key }));
        Assert.That(changed.Replace(Key, TestGenes.PoolKey, StringComparison.Ordinal), Is.EqualTo(TestGenes.Text));
    }

    [TestCase("[]")]
    [TestCase("[ // none\n ]")]
    [TestCase("""[ "one", "two", ]""")]
    public void Whatever_stood_in_the_list_is_gone(string list)
    {
        var draft = $$"""{ "other": { "keys": [1] }, "pool": { /* ü */ "machines": [{ "keys": ["not these"] }], "keys": {{list}} } /* after */ }""";
        Assert.That(PoolKeysDraft.With(draft, Key), Is.EqualTo(draft.Replace($"\"keys\": {list} }} /*", $"\"keys\": [\"{Key}\"] }} /*", StringComparison.Ordinal)));
    }

    [TestCase("{}")]
    [TestCase("""{ "pool": {} }""")]
    [TestCase("""{ "keys": [], "pool": { "machines": [] } }""")]
    public void Without_a_list_it_says_so(string draft) => Assert.That(() => PoolKeysDraft.With(draft, Key), Throws.TypeOf<InvalidDataException>());
}
