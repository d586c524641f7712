using System.Security.Cryptography.X509Certificates;
using System.Text;
using Cell.Genome;

namespace Cell.Identity;

/// <summary>The founder's will for three heirs, and what they sign by it.</summary>
internal sealed class TestWill
{
    public TestWill(TestOrganism organism)
    {
        Organism = organism;
        Testator = organism.Founder(new CertificateFacts(TestGenes.Founder, 0, [Role.Health]));
        Heirs = [.. Enumerable.Range(1, 3).Select(slot => organism.Founder(new CertificateFacts(TestGenes.Founder, slot, [Role.Crawler])))];
        Will = new Will(1, organism.Id.Value, organism.Now, organism.Now + Will.Lifetime, [.. Heirs.Select(heir => new Heir(heir.Identity.Id!.Value, heir.Identity.Key))], [TestGenes.Stem1]); // a cell
        Ticket = new Ticket(1, organism.Id.Value, "birth-1", TestGenes.Stem1, Heirs[0].Identity.Id, Role.Health, organism.Now + Ticket.Lifetime, 0);
    }

    public TestOrganism Organism { get; }

    public CellCredentials Testator { get; }

    public IReadOnlyList<CellCredentials> Heirs { get; }

    public Will Will { get; }

    public Ticket Ticket { get; }

    public SignedWill Signed => Sign(Will, Testator);

    public static SignedWill Sign(Will will, CellCredentials testator) => new(will.Sign(testator.Key), [.. testator.Chain.Select(link => link.RawData)]);

    public Bequest By(params CellCredentials[] signers) => By(Ticket, Signed, signers);

    public static Bequest By(Ticket ticket, SignedWill will, params CellCredentials[] signers)
    {
        var first = Dsse.Sign(Ticket.PayloadType, ticket.ToJson(), signers[0].Key);
        return new Bequest(will, Encoding.UTF8.GetString((first with { Signatures = [.. signers.SelectMany(signer => Dsse.Sign(Ticket.PayloadType, ticket.ToJson(), signer.Key).Signatures)] }).ToJson()));
    }

    /// <summary>The chain of what a mother bore by this leave.</summary>
    public IReadOnlyList<X509Certificate2> Borne(CellCredentials mother, Bequest? bequest, CertificateFacts facts) =>
        [Issuer.Daughter(mother.AsSigner with { Bequest = bequest }, Organism.Id, new PublicKey(Organism.NewKey()), CellId.New(new TestClock()), facts, Organism.Now), .. mother.Chain];
}
