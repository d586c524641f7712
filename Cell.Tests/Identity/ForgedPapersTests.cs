using System.Text;
using Cell.Genome;
using Cell.Tissue;
using CsCheck;
using NUnit.Framework;

namespace Cell.Identity;

/// <summary>Damaged papers are never taken for others than they were, and never make an exception.</summary>
[Category("Invariant 11")]
internal sealed class ForgedPapersTests
{
    private const int Few = 1_000;
    private const int Many = 100_000;
    private readonly TestOrganism organism = new();
    private IReadOnlyList<System.Security.Cryptography.X509Certificates.X509Certificate2> chain = [];

    [OneTimeSetUp]
    public void Grow_a_line()
    {
        var health = new CertificateFacts(TestGenes.Stem2, 0, [Role.Health]);
        chain = organism.Daughter(organism.Daughter(organism.Founder(), health)).Chain;
    }

    [OneTimeTearDown]
    public void Forget() => organism.Dispose();

    [TestCase(Few)]
    [TestCase(Many, Category = "Long")]
    public void A_damaged_envelope_is_no_other_genome(int cases)
    {
        var good = organism.Envelope(3);
        Forger.Damages.Sample(
            damage => Assert.That(Judge(Forger.Of(good, damage)), Is.Null.Or.EqualTo(TestGenes.Text)), iter: cases);
    }

    // As root would have to sign it: whatever stands there, it is read or refused.
    [TestCase(Few)]
    [TestCase(Many, Category = "Long")]
    public void A_damaged_payload_under_a_good_signature_is_read_or_refused(int cases)
    {
        var good = DsseEnvelope.FromJson(organism.Envelope(3))!.Payload; // signed just before
        Forger.Damages.Sample(
            damage => Assert.That(() => Judge(Dsse.Sign(SignedGenome.PayloadType, Forger.Of(good, damage), organism.Root.Key).ToJson()), Throws.Nothing), iter: cases);
    }

    [TestCase(Few)]
    [TestCase(Many, Category = "Long")]
    public void A_damaged_draft_has_faults_or_is_valid_and_is_never_both(int cases)
    {
        var good = Encoding.UTF8.GetBytes(File.ReadAllText(Path.Combine(Repository.Top, "cell.json.example")));
        Forger.Damages.Sample(
            damage =>
            {
                var read = GenesReader.Read(Encoding.UTF8.GetString(Forger.Of(good, damage)));
                return (read.Genes is null) == (read.Faults.Count > 0);
            },
            iter: cases);
    }

    [TestCase(Few)]
    [TestCase(Many, Category = "Long")]
    public void A_damaged_ticket_is_no_other_ticket(int cases)
    {
        var ticket = new Ticket(1, organism.Id.Value, "b", TestGenes.Stem1, null, Role.Crawler, TestClock.Noon, 0);
        var good = Encoding.UTF8.GetBytes(TicketSigning.Sign(ticket, organism.Root.Key));
        var keys = organism.RootKeys;
        Forger.Damages.Sample(damage => Assert.That(TicketSigning.Read(Encoding.UTF8.GetString(Forger.Of(good, damage)), keys), Is.Null.Or.EqualTo(ticket)), iter: cases);
    }

    [TestCase(Few)]
    [TestCase(Many, Category = "Long")]
    public void A_damaged_chain_is_refused_or_names_one_of_the_lines_own_cells(int cases)
    {
        // What stands above somebody in a chain is a good chain of its own: a cell is no other cell by it.
        var good = Enumerable.Range(0, chain.Count).Select(at => Identity([.. chain.Skip(at)])).ToList();
        Assert.That(good, Has.None.Null);
        Forger.Damages.Sample(
            damage =>
            {
                if (Forger.Of(chain, damage) is { } forged && Identity(forged) is { } accepted)
                {
                    Assert.That(good, Does.Contain(accepted));
                }
            },
            iter: cases);
    }

    /// <summary>The draft; null: refused.</summary>
    private string? Judge(byte[] envelope) =>
        GenomeAdoption.Judge(null, envelope, organism.Id, organism.RootKeys, TestClock.Noon) is GenomeVerdict.Adopted(var genome) ? genome.Draft : null;

    /// <summary>Null: refused.</summary>
    private string? Identity(IReadOnlyList<System.Security.Cryptography.X509Certificates.X509Certificate2> links) =>
        Lineage.Check(links, organism.Rules()) is LineageVerdict.Accepted(var identity)
            ? $"{identity.Id} {identity.Machine} {identity.Slot} {string.Join('+', identity.Roles)} {identity.Generation} {identity.Serial} {identity.Ends:u}"
            : null;
}
