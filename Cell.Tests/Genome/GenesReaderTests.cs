using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using NUnit.Framework;

namespace Cell.Genome;

internal sealed class GenesReaderTests
{
    [Test]
    public void Gives_a_default_to_what_is_left_out()
    {
        var genes = TestGenes.Of("""{ "organism": { "name": "a" } }""");
        Assert.That(genes.Organism.Contact, Is.Null);
        Assert.That(genes.Listen, Is.EqualTo(new ListenGenes(7070, 7071)));
        Assert.That(genes.Limits, Is.EqualTo(new LimitGenes(50, 64, 20, 0)));
        Assert.That(genes.Division, Is.EqualTo(DivisionMode.On));
        Assert.That(genes.Population[Role.Crawler], Is.EqualTo(new Population(1, 100)));
        Assert.That(genes.Crawler.Delay, Is.EqualTo(TimeSpan.FromSeconds(1)));
        Assert.That(genes.Crawler.MaxBytes, Is.EqualTo(10 << 20));
    }

    [Test, Category("Invariant 10")]
    public void Lists_that_are_left_out_are_empty_and_allow_nothing()
    {
        var genes = TestGenes.Of("""{ "organism": { "name": "a" } }""");
        Assert.That(genes.Crawler.Allow, Is.Empty);
        Assert.That(genes.Pool.Machines, Is.Empty);
        Assert.That(genes.Pool.Keys, Is.Empty);
        Assert.That(genes.HealthHosts, Is.Empty);
    }

    [TestCase("null")]
    [TestCase("\"\"")]
    [TestCase("{}")]
    [TestCase("\"0.0.0.0/0\"")]
    [TestCase("[\"\"]")]
    [TestCase("[\"all\"]")]
    [TestCase("[null]")]
    [Category("Invariant 10")]
    public void A_list_that_cannot_be_read_is_a_fault_and_never_everything(string list)
    {
        var read = GenesReader.Read($$"""{ "organism": { "name": "a" }, "crawler": { "allow": {{list}} } }""");
        Assert.That(read.Genes, Is.Null);
        Assert.That(read.Faults.Select(fault => fault.Key), Has.All.StartsWith("crawler.allow"));
        Assert.That(read.Faults, Is.Not.Empty);
    }

    [TestCase("""{ "organism": { "name": "a" }, "crawlers": {} }""", "crawlers", "is not a key. Known here: api, crawler, division, frontier")]
    [TestCase("""{ "organism": { "name": "a" }, "crawler": { "delays": {}, "speed": 1 } }""", "crawler.speed", "is not a key. Known here: addressDelay, allow, concurrency, delay, delays")]
    [TestCase("""{ "organism": { "name": "a" }, "queue": { "kind": "kafka" } }""", "queue.kind", "must be \"embedded\" or \"rabbitmq\"")]
    [TestCase("""{ "organism": { "name": "a" }, "queue": { "kind": "rabbitmq" } }""", "queue.host", "is needed where kind is \"rabbitmq\"")]
    [TestCase("""{ "organism": { "name": "a" }, "queue": { "kind": "rabbitmq" } }""", "queue.kind", "\"rabbitmq\" needs store.kind \"postgres\"")]
    [TestCase("""{ "organism": { "name": "a" }, "queue": { "virtualHost": "a\u0000b" } }""", "queue.virtualHost", "must be 1 to 255 characters")]
    [TestCase("""{ "organism": { "name": "a" }, "store": { "kind": "mysql" } }""", "store.kind", "must be \"embedded\" or \"postgres\"")]
    [TestCase("""{ "organism": { "name": "a" }, "store": { "kind": "postgres" } }""", "store.host", "is needed where kind is \"postgres\"")]
    [TestCase("""{ "organism": { "name": "a" }, "store": { "host": "a b" } }""", "store.host", "must be a host name or address, or the folder of a socket")]
    [TestCase("""{ "organism": { "name": "a" }, "store": { "host": "db:5433" } }""", "store.host", "must be a host name or address, or the folder of a socket")]
    [TestCase("""{ "organism": { "name": "a" }, "store": { "database": "a;b" } }""", "store.database", "must be a name of 1 to 63 letters")]
    [TestCase("""{ "organism": { "name": "a" }, "store": { "password": "x" } }""", "store.password", "is not a key")]
    [TestCase("""{ "organism": { "name": "a" }, "store": { "connections": 3 } }""", "store.connections", "must be a whole number from 4 to 1000")]
    [TestCase("""{ "organism": { "name": "a" }, "crawler": { "delay": "1 second" } }""", "crawler.delay", "must be a duration from 0s to 1h, like \"30s\"")]
    [TestCase("""{ "organism": { "name": "a" }, "crawler": { "delay": 5 } }""", "crawler.delay", "must be a duration from 0s to 1h")]
    [TestCase("""{ "organism": { "name": "a" }, "crawler": { "delay": "2h" } }""", "crawler.delay", "must be a duration from 0s to 1h")]
    [TestCase("""{ "organism": { "name": "a" }, "crawler": { "timeout": "0s" } }""", "crawler.timeout", "must be a duration from 1s to 5m")]
    [TestCase("""{ "organism": { "name": "a" }, "crawler": { "maxBytes": "10MB" } }""", "crawler.maxBytes", "must be a size from 1024 to 104857600 bytes, like \"10MiB\"")]
    [TestCase("""{ "organism": { "name": "a" }, "crawler": { "concurrency": 1.5 } }""", "crawler.concurrency", "must be a whole number from 1 to 1000")]
    [TestCase("""{ "organism": { "name": "a" }, "crawler": { "concurrency": 0 } }""", "crawler.concurrency", "must be a whole number from 1 to 1000")]
    [TestCase("""{ "organism": { "name": "a" }, "crawler": { "delays": { "a b": "1s" } } }""", "crawler.delays.a b", "must be a host name or \"*.\" and a domain")]
    [TestCase("""{ "organism": { "name": "a" }, "crawler": { "allow": ["10.0.0.0/33"] } }""", "crawler.allow[0]", "must be an address or a network like \"10.0.0.0/24\"")]
    [TestCase("""{ "organism": { "name": "A!" } }""", "organism.name", "must be 1 to 40 of a-z, 0-9 and '-'")]
    [TestCase("""{ "organism": {} }""", "organism.name", "is needed")]
    [TestCase("""{ "organism": [] }""", "organism", "must be an object in { }")]
    [TestCase("""{ "organism": { "name": "a", "contact": "me@example.org" } }""", "organism.contact", "must be a mailto: or https: address")]
    [TestCase("""{ "organism": { "name": "a", "contact": "https://a/\r\nX: y" } }""", "organism.contact", "must be a mailto: or https: address")]
    [TestCase("""{ "organism": { "name": "a" }, "listen": { "public": 0 } }""", "listen.public", "must be a whole number from 1 to 65535")]
    [TestCase("""{ "organism": { "name": "a" }, "listen": { "public": "7070" } }""", "listen.public", "must be a whole number from 1 to 65535")]
    [TestCase("""{ "organism": { "name": "a" }, "division": "off" }""", "division", "must be \"on\", \"advise\" or \"paused\"")]
    [TestCase("""{ "organism": { "name": "a" }, "limits": { "costPerDay": -1 } }""", "limits.costPerDay", "must be a number from 0 to 1000000")]
    [TestCase("""{ "organism": { "name": "a" }, "limits": { "generations": 201 } }""", "limits.generations", "must be a whole number from 1 to 200")]
    [TestCase("""{ "organism": { "name": "a" }, "population": { "crawler": { "min": 3, "max": 2 } } }""", "population.crawler", "min 3 is above max 2")]
    [TestCase("""{ "organism": { "name": "a" }, "health": { "hosts": ["elsewhere"] } }""", "health.hosts", "elsewhere is not the host of a machine in pool.machines")]
    [TestCase("""{ "organism": { "name": "a" }, "frontier": { "hosts": ["elsewhere"] } }""", "frontier.hosts", "elsewhere is not the host of a machine in pool.machines")]
    [TestCase("""{ "organism": { "name": "a" }, "pool": { "machines": {} } }""", "pool.machines", "must be a list of objects in [ ]")]
    [TestCase("""{ "organism": { "name": "a" }, "pool": { "machines": [7] } }""", "pool.machines[0]", "must be an object in { }")]
    [TestCase("""{ "organism": { "name": "a" }, "pool": { "keys": ["no key"] } }""", "pool.keys[0]", "must be an OpenSSH public key")]
    [TestCase("""{ "organism": { "name": "a", "name": "b" } }""", "organism.name", "stands here twice")]
    [TestCase("""{ "organism": { "name": "a" }, "crawler": {}, "crawler": { "delay": "0s" } }""", "crawler", "stands here twice")]
    [TestCase("[]", "", "cell.json must be an object in { }")]
    [TestCase("null", "", "cell.json must be an object in { }")]
    [TestCase("", "", "cell.json is not JSON: line 1")]
    [TestCase("{\n  \"organism\": {\n    nonsense\n  }\n}", "", "cell.json is not JSON: line 3, byte 5")]
    [Category("Invariant 11")]
    public void Names_the_key_at_fault_and_what_is_allowed(string json, string key, string message)
    {
        var read = GenesReader.Read(json);
        Assert.That(read.Genes, Is.Null);
        Assert.That(read.Faults.Select(fault => fault.Key), Does.Contain(key));
        Assert.That(read.Faults.First(fault => fault.Key == key).Message, Does.StartWith(message));
    }

    [Test, Category("Invariant 11")]
    public void Names_all_faults_at_once()
    {
        var read = GenesReader.Read("""
            {
              "organism": { "name": "UPPER", "colour": "red" },
              "crawler": { "delay": "soon", "concurrency": 0 },
              "limits": { "cells": "many" },
              "helth": {}
            }
            """);
        Assert.That(read.Faults.Select(fault => fault.Key), Is.EquivalentTo(new[]
        {
            "organism.name", "organism.name", "organism.colour", "crawler.delay", "crawler.concurrency", "limits.cells", "helth",
        }));
    }

    [TestCase("""{ "host": "a", "founder": true, "addresses": ["10.0.0.1"] }, { "host": "A", "founder": true, "addresses": ["10.0.0.2"] }""", "pool.machines[1].host", "A stands in the pool twice")]
    [TestCase("""{ "host": "a", "founder": true }""", "pool.machines[0].addresses", "is needed")]
    [TestCase("""{ "host": "a", "addresses": ["10.0.0.1"] }""", "pool.machines[0]", "needs user and hostKey, or \"founder\": true")]
    [TestCase("""{ "host": "a", "addresses": ["10.0.0.1"], "user": "root", "hostKey": "ssh-ed25519 no" }""", "pool.machines[0].hostKey", "must be an OpenSSH public key")]
    [TestCase("""{ "host": "a", "addresses": ["10.0.0.1"], "user": "Root User", "hostKey": "" }""", "pool.machines[0].user", "must be a user name")]
    [TestCase("""{ "host": "a:0", "founder": true, "addresses": ["10.0.0.1"] }""", "pool.machines[0].host", "must be a host name or address")]
    [TestCase("""{ "host": "[::1]:65536", "founder": true, "addresses": ["10.0.0.1"] }""", "pool.machines[0].host", "must be a host name or address")]
    [TestCase("""{ "host": "-oProxyCommand=x", "founder": true, "addresses": ["10.0.0.1"] }""", "pool.machines[0].host", "must be a host name or address")]
    [TestCase("""{ "host": "a", "founder": true, "addresses": ["10.0.0.1"], "public": "ftp://a/" }""", "pool.machines[0].public", "must be an http: or https: URL")]
    public void Names_what_is_wrong_with_a_machine(string machines, string key, string message)
    {
        var read = GenesReader.Read($$"""{ "organism": { "name": "a" }, "pool": { "machines": [{{machines}}] } }""");
        Assert.That(read.Genes, Is.Null);
        Assert.That(read.Faults.Select(fault => fault.Key), Does.Contain(key));
        Assert.That(read.Faults.First(fault => fault.Key == key).Message, Does.StartWith(message));
    }

    [Test]
    public void A_host_key_that_two_machines_share_shows_a_clone()
    {
        var key = TestGenes.HostKey(1);
        var read = GenesReader.Read($$"""
            { "organism": { "name": "a" }, "pool": { "machines": [
                { "host": "one", "user": "root", "hostKey": "{{key}}", "addresses": ["10.0.0.1"] },
                { "host": "two", "user": "root", "hostKey": "{{key}}", "addresses": ["10.0.0.2"] }] } }
            """);
        Assert.That(read.Faults, Is.EqualTo(new[] { new Fault("pool.machines[1].hostKey", "is the key of one too: one of them is a clone.") }));
    }

    [Test]
    public void A_third_pool_key_is_a_fault()
    {
        var keys = string.Join(", ", Enumerable.Range(1, 3).Select(at => $"\"{TestGenes.HostKey(at)}\""));
        var read = GenesReader.Read($$"""{ "organism": { "name": "a" }, "pool": { "keys": [{{keys}}] } }""");
        Assert.That(read.Faults, Is.EqualTo(new[] { new Fault("pool.keys", "must be one key, or two while rotating.") }));
    }

    [TestCase("""{ "organism": { "name": "\ud800" } }""")]
    [TestCase("""{ "\ud800": 1, "organism": { "name": "a" } }""")]
    [TestCase("{ \"organism\": { \"name\": \"\ud800\" } }")]
    [Category("Invariant 11")]
    public void Half_a_surrogate_pair_is_a_fault(string json)
    {
        var read = GenesReader.Read(json);
        Assert.That(read.Genes, Is.Null);
        Assert.That(read.Faults, Is.Not.Empty);
    }

    [Test, Category("Invariant 11")]
    public void Any_text_gives_genes_or_faults() =>
        Gen.String.Sample(text => GenesReader.Read(text) is var read && (read.Genes is null) == (read.Faults.Count > 0), iter: 500);

    [Test, Category("Invariant 11")]
    public void Any_value_in_any_place_gives_genes_or_faults()
    {
        var values = Gen.OneOf([.. new[] { "null", "true", "-1", "1e999", "\"\"", "\"x\"", "[]", "{}", "[[]]", "[null]", "{\"a\":[1]}", "99999999999999999999", "\"9223372036854775807d\"" }.Select(Gen.Const)]);
        Gen.Select(Gen.Int[0, 1000], values).Sample((at, value) =>
        {
            var node = JsonNode.Parse(TestGenes.Text, null, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip })!; // valid JSON
            var places = Places(node).ToList();
            places[at % places.Count].ReplaceWith(JsonNode.Parse(value));
            var read = GenesReader.Read(node.ToJsonString());
            return (read.Genes is null) == (read.Faults.Count > 0);
        }, iter: 500);
    }

    private static IEnumerable<JsonNode> Places(JsonNode node) => node switch
    {
        JsonObject section => section.Select(pair => pair.Value!).SelectMany(child => Places(child).Prepend(child)), // the test genes have no null
        JsonArray list => list.Select(item => item!).SelectMany(child => Places(child).Prepend(child)), // nor here
        _ => [],
    };
}
