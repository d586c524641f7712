using System.Security.Cryptography.X509Certificates;
using Cell.Genome;
using NUnit.Framework;

namespace Cell.Identity;

internal sealed class IssuerTests
{
    private readonly TestOrganism organism = new();

    [OneTimeTearDown]
    public void Forget() => organism.Dispose();

    [Test]
    public void A_founder_can_bear_one_generation_less_than_the_limit() =>
        Assert.That(Lineage.Bears(organism.Founder().Leaf), Is.EqualTo(organism.Genes.Limits.Generations - 1));

    [Test]
    public void A_daughters_path_length_is_one_lower_than_her_mothers()
    {
        var mother = organism.Founder();
        Assert.That(Lineage.Bears(organism.Daughter(mother).Leaf), Is.EqualTo(Lineage.Bears(mother.Leaf) - 1));
    }

    [Test]
    public void The_last_generation_is_no_certificate_authority_and_cannot_bear()
    {
        using var short1 = new TestOrganism(TestClock.Noon, TestGenes.With("\"limits\": { \"generations\": 1 }"));
        var last = short1.Daughter(short1.Founder());
        Assert.That(last.Leaf.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority, Is.False);
        Assert.That(() => short1.Daughter(last), Throws.InvalidOperationException.With.Message.Contains("last generation"));
    }

    [Test]
    public void A_daughter_lives_at_most_180_days()
    {
        var daughter = organism.Daughter(organism.Founder());
        Assert.That(daughter.Identity.Ends, Is.EqualTo(TestClock.Noon.AddDays(180)));
    }

    [Test]
    public void A_daughter_never_outlives_her_mother()
    {
        using var late = new TestOrganism();
        var mother = late.Founder();
        var daughter = late.Daughter(mother);
        var granddaughter = Issuer.Daughter(
            daughter.AsSigner, late.Id, new PublicKey(late.NewKey()), CellId.New(new TestClock()), new CertificateFacts(TestGenes.Stem2, 0, [Role.Crawler]), TestClock.Noon.AddDays(100));
        Assert.That(granddaughter.NotAfter.ToUniversalTime(), Is.EqualTo(daughter.Leaf.NotAfter.ToUniversalTime()));
        Assert.That(granddaughter.NotBefore, Is.GreaterThanOrEqualTo(daughter.Leaf.NotBefore));
    }

    [Test]
    public void Certificates_are_backdated_by_five_minutes_for_clocks_that_differ() =>
        Assert.That(organism.Founder().Leaf.NotBefore.ToUniversalTime(), Is.EqualTo(TestClock.Noon.AddMinutes(-5).UtcDateTime));

    [Test]
    public void A_certificate_names_its_cell_in_common_name_and_URI()
    {
        var cell = organism.Founder();
        Assert.That(cell.Leaf.Subject, Is.EqualTo($"CN={cell.Identity.Id}"));
        Assert.That(CertificateNames.Of(cell.Leaf)?.OriginalString, Is.EqualTo($"spiffe://{organism.Id}/cell/{cell.Identity.Id}"));
    }

    [Test]
    public void Serial_numbers_are_positive_and_of_16_random_bytes()
    {
        var serials = Enumerable.Range(0, 20).Select(_ => organism.Founder().Leaf.SerialNumber).ToList();
        Assert.That(serials, Is.Unique);
        Assert.That(serials, Is.All.Length.EqualTo(32).And.All.Matches<string>(serial => Convert.FromHexString(serial!)[0] is >= 0x40 and < 0x80));
    }
}
