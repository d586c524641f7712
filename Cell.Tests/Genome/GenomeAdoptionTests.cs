using System.Security.Cryptography;
using Cell.Identity;
using NUnit.Framework;

namespace Cell.Genome;

internal sealed class GenomeAdoptionTests
{
    private readonly TestOrganism organism = new();

    [OneTimeTearDown]
    public void Forget() => organism.Dispose();

    [Test]
    public void A_genome_signed_by_root_is_adopted()
    {
        var genome = Adopted(Judge(null, organism.Envelope(1)));
        Assert.That(genome.Version, Is.EqualTo(1));
        Assert.That(genome.Draft, Is.EqualTo(TestGenes.Text));
        Assert.That(genome.Genes.Pool.Machines, Has.Count.EqualTo(4));
    }

    [Test]
    public void A_higher_version_replaces_a_lower_one() =>
        Assert.That(Adopted(Judge(Adopted(Judge(null, organism.Envelope(1))), organism.Envelope(5))).Version, Is.EqualTo(5));

    [Test]
    public void A_lower_version_is_refused_as_a_way_back() =>
        Assert.That(Refusal(Judge(Adopted(Judge(null, organism.Envelope(5))), organism.Envelope(4))), Is.EqualTo("Its version 4 is older than 5: no way back."));

    [Test]
    public void A_leap_to_a_version_that_nothing_could_follow_is_refused() =>
        Assert.That(Refusal(Judge(Adopted(Judge(null, organism.Envelope(1))), organism.Envelope(int.MaxValue))), Is.EqualTo("Its version 2147483647 is more than 1000 above 1."));

    [Test]
    public void The_same_genome_signed_once_more_is_the_same() =>
        Assert.That(Judge(Adopted(Judge(null, organism.Envelope(1))), organism.Envelope(1)), Is.TypeOf<GenomeVerdict.Same>());

    [Test]
    public void The_same_version_with_other_content_is_refused()
    {
        var other = GenomeSigning.Sign(organism.Payload(1) with { Draft = TestGenes.With("\"limits\": { \"cells\": 3 }") }, organism.Root.Key);
        Assert.That(Refusal(Judge(Adopted(Judge(null, organism.Envelope(1))), other)), Is.EqualTo("It is another genome with the same version 1."));
    }

    [Test, Category("Invariant 1")]
    public void The_same_version_with_another_binary_is_refused()
    {
        var other = GenomeSigning.Sign(organism.Payload(1) with { Binaries = new Dictionary<string, BinaryGene> { ["x86_64"] = new("00", "") } }, organism.Root.Key);
        Assert.That(Refusal(Judge(Adopted(Judge(null, organism.Envelope(1))), other)), Is.EqualTo("It is another genome with the same version 1."));
    }

    [Test, Category("Invariant 1")]
    public void What_no_root_signed_is_refused()
    {
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.That(Refusal(Judge(null, GenomeSigning.Sign(organism.Payload(1), stranger))), Is.EqualTo("It is not signed by a root of this organism."));
    }

    [Test, Category("Invariant 1")]
    public void What_a_cell_signed_is_refused() =>
        Assert.That(Refusal(Judge(null, GenomeSigning.Sign(organism.Payload(1), organism.Founder().Key))), Is.EqualTo("It is not signed by a root of this organism."));

    [Test]
    public void The_recovery_root_signs_as_well()
    {
        using var other = new TestOrganism();
        var envelope = GenomeSigning.Sign(organism.Payload(1), other.Root.Key);
        Assert.That(GenomeAdoption.Judge(null, envelope, organism.Id, [organism.RootKeys[0], other.RootKeys[0]], TestClock.Noon), Is.TypeOf<GenomeVerdict.Adopted>());
    }

    [Test]
    public void Another_organisms_genome_is_refused_though_signed_by_a_known_root()
    {
        var foreign = GenomeSigning.Sign(organism.Payload(1) with { Organism = "abcdefghijklmnopqrstuvwxyz" }, organism.Root.Key);
        Assert.That(Refusal(Judge(null, foreign)), Is.EqualTo($"It belongs to organism abcdefghijklmnopqrstuvwxyz, this is {organism.Id}."));
    }

    [Test]
    public void A_genome_from_the_future_is_refused_and_the_clocks_are_named()
    {
        var early = GenomeSigning.Sign(organism.Payload(1) with { Issued = TestClock.Noon.AddMinutes(5).AddSeconds(1) }, organism.Root.Key);
        Assert.That(Refusal(Judge(null, early)), Does.StartWith("It was issued at 2026-03-01 12:05:01Z, which is in the future here").And.EndWith("check the clocks."));
    }

    [Test]
    public void Five_minutes_of_clock_skew_are_allowed() =>
        Assert.That(Judge(null, GenomeSigning.Sign(organism.Payload(1) with { Issued = TestClock.Noon.AddMinutes(5) }, organism.Root.Key)), Is.TypeOf<GenomeVerdict.Adopted>());

    // It still serves; that it never grows is the ticket rules' matter.
    [Test]
    public void An_expired_genome_is_still_one_to_live_by() =>
        Assert.That(Judge(null, GenomeSigning.Sign(organism.Payload(1) with { Expires = TestClock.Noon.AddDays(-1) }, organism.Root.Key)), Is.TypeOf<GenomeVerdict.Adopted>());

    [Test]
    public void A_signed_draft_that_is_not_valid_is_refused_with_its_faults()
    {
        var bad = GenomeSigning.Sign(organism.Payload(1) with { Draft = """{ "organism": { "name": "a" }, "helth": {} }""" }, organism.Root.Key);
        Assert.That(Refusal(Judge(null, bad)), Does.StartWith("It is not valid: helth: is not a key."));
    }

    [Test]
    public void What_living_cells_cannot_change_is_named()
    {
        var moved = GenomeSigning.Sign(organism.Payload(2) with { Draft = TestGenes.With("\"listen\": { \"public\": 80 }", "\"limits\": { \"cells\": 3 }") }, organism.Root.Key);
        Assert.That(
            Refusal(Judge(Adopted(Judge(null, organism.Envelope(1))), moved)),
            Is.EqualTo("Cells that live cannot adopt this: listen.public: 7070 -> 80. A founder's ports are told to `cell start`; a name is for life."));
        Assert.That(Judge(null, moved), Is.TypeOf<GenomeVerdict.Adopted>(), "a first genome changes nothing");
    }

    [Test]
    public void What_is_on_the_own_disk_may_be_from_the_future_but_must_be_signed_and_ones_own()
    {
        var early = GenomeSigning.Sign(organism.Payload(1) with { Issued = TestClock.Noon.AddYears(1) }, organism.Root.Key);
        Assert.That(GenomeAdoption.Held(early, organism.Id, organism.RootKeys), Is.TypeOf<GenomeVerdict.Adopted>());
        using var other = new TestOrganism();
        Assert.That(Refusal(GenomeAdoption.Held(other.Envelope(1), organism.Id, organism.RootKeys)), Is.EqualTo("It is not signed by a root of this organism."));
    }

    [Test, Category("Invariant 11")]
    public void A_huge_file_is_refused_unread() =>
        Assert.That(Refusal(Judge(null, new byte[SignedGenome.MostBytes + 1])), Is.EqualTo($"It has {SignedGenome.MostBytes + 1} bytes; {SignedGenome.MostBytes} is the most."));

    [Test, Category("Invariant 11")]
    public void A_huge_draft_is_refused()
    {
        var draft = TestGenes.Text + new string(' ', GenesReader.MostBytes);
        Assert.That(GenesReader.Read(draft).Faults.Single().Message, Does.Match("^cell.json has [0-9]+ bytes; 393216 is the most\\.$"));
        var longest = TestGenes.Text + new string(' ', GenesReader.MostBytes - TestGenes.Text.Length);
        Assert.That(GenomeSigning.Sign(organism.Payload(1) with { Draft = longest }, organism.Root.Key), Has.Length.LessThan(SignedGenome.MostBytes), "the longest one that is read can be shipped");
    }

    [Test]
    public void A_key_that_stands_twice_in_envelope_or_payload_is_refused()
    {
        var envelope = System.Text.Encoding.UTF8.GetString(organism.Envelope(1));
        Assert.That(Refusal(Judge(null, System.Text.Encoding.UTF8.GetBytes(envelope.Replace("{\"payloadType\"", "{\"payload\":\"\",\"payloadType\"", StringComparison.Ordinal)))), Is.EqualTo("It is no signed envelope."));
        var payload = System.Text.Encoding.UTF8.GetBytes($$"""{ "v": 1, "version": 1, "version": 2, "issued": "2026-03-01T12:00:00Z", "expires": "2027-03-01T12:00:00Z", "organism": "{{organism.Id}}", "binaries": {}, "draft": "{}" }""");
        Assert.That(Refusal(Judge(null, Dsse.Sign(SignedGenome.PayloadType, payload, organism.Root.Key).ToJson())), Is.EqualTo("Its payload cannot be read."));
    }

    [TestCase("")]
    [TestCase("{}")]
    [TestCase("null")]
    [TestCase("hello")]
    [Category("Invariant 11")]
    public void What_is_no_envelope_is_refused(string text) =>
        Assert.That(Refusal(Judge(null, System.Text.Encoding.UTF8.GetBytes(text))), Is.EqualTo("It is no signed envelope."));

    [TestCase("no JSON")]
    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("""{ "v": 1, "version": 9, "organism": "ORGANISM" }""")]
    [TestCase("""{ "v": 1, "version": 9, "organism": "ORGANISM", "binaries": {} }""")]
    [TestCase("""{ "v": 1, "version": 9, "organism": "ORGANISM", "binaries": { "x86_64": null }, "draft": "{}" }""")]
    [Category("Invariant 11")]
    public void A_signed_payload_that_is_none_is_refused(string payload)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(payload.Replace("ORGANISM", organism.Id.Value, StringComparison.Ordinal));
        Assert.That(Refusal(Judge(null, Dsse.Sign(SignedGenome.PayloadType, bytes, organism.Root.Key).ToJson())), Is.EqualTo("Its payload cannot be read."));
    }

    [Test, Category("Invariant 1")]
    public void Any_changed_byte_of_the_shipped_form_makes_it_no_other_genome()
    {
        var good = organism.Envelope(1);
        for (var at = 0; at < good.Length; at += 7)
        {
            var changed = (byte[])good.Clone();
            changed[at] ^= 4;
            if (Judge(null, changed) is GenomeVerdict.Adopted(var genome))
            {
                // The key id is a hint that no signature covers.
                Assert.That(genome.Draft, Is.EqualTo(TestGenes.Text), $"byte {at}");
            }
        }
    }

    private GenomeVerdict Judge(SignedGenome? current, byte[] candidate) => GenomeAdoption.Judge(current, candidate, organism.Id, organism.RootKeys, TestClock.Noon);

    private static SignedGenome Adopted(GenomeVerdict verdict) => verdict is GenomeVerdict.Adopted(var genome) ? genome : throw new AssertionException($"Not adopted: {verdict}");

    private static string Refusal(GenomeVerdict verdict) => verdict is GenomeVerdict.Refused(var reason) ? reason : $"not refused, but {verdict.GetType().Name}";
}
