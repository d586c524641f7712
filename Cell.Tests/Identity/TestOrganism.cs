using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cell.Genome;
using Cell.Tissue;

namespace Cell.Identity;

/// <summary>An organism for tests: roots, genes, and cells as they are wanted. Valid around <paramref name="now"/>.</summary>
/// <param name="draft">Its cell.json.</param>
internal sealed class TestOrganism(DateTimeOffset now, string draft) : IDisposable
{
    public static readonly Role[] AllRoles = [Role.Api, Role.Crawler, Role.Health];

    private readonly List<ECDsa> keys = [];
    private Signer? root;
    private X509Certificate2? recovery;
    private ECDsa? recoveryKey;

    public TestOrganism()
        : this(TestClock.Noon, TestGenes.Text)
    {
    }

    public DateTimeOffset Now => now;

    public Genes Genes { get; } = TestGenes.Of(draft);

    /// <summary>The working root.</summary>
    public Signer Root => root ??= NewRoot();

    public OrganismId Id => Issuer.OrganismOf(Root);

    public IReadOnlyList<X509Certificate2> Roots => [Root.Certificate, recovery ??= Issuer.Root(RecoveryKey, "recovery", now)];

    public ECDsa RecoveryKey => recoveryKey ??= NewKey();

    public IReadOnlyList<byte[]> RootKeys => [.. Roots.Select(certificate => certificate.PublicKey.ExportSubjectPublicKeyInfo())];

    public ECDsa NewKey()
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        keys.Add(key);
        return key;
    }

    /// <summary>A founder cell of the founder box with all roles in slot 0.</summary>
    public CellCredentials Founder() => Founder(new CertificateFacts(TestGenes.Founder, 0, AllRoles));

    public CellCredentials Founder(CertificateFacts facts)
    {
        var key = NewKey();
        var id = CellId.New(new At(now));
        var certificate = Issuer.Founder(Root, new PublicKey(key), id, facts, Genes.Limits.Generations, now);
        return Credentials(id, key, [certificate], facts);
    }

    /// <summary>A crawler on the first stem machine.</summary>
    public CellCredentials Daughter(CellCredentials mother) => Daughter(mother, new CertificateFacts(TestGenes.Stem1, 0, [Role.Crawler]));

    public CellCredentials Daughter(CellCredentials mother, CertificateFacts facts)
    {
        var key = NewKey();
        var id = CellId.New(new At(now));
        var certificate = Issuer.Daughter(mother.AsSigner, Id, new PublicKey(key), id, facts, now);
        return Credentials(id, key, [certificate, .. mother.Chain], facts);
    }

    public CellCredentials Operator(string name)
    {
        var key = NewKey();
        var certificate = Issuer.Operator(Root, new PublicKey(key), name, now);
        return new CellCredentials(new CellIdentity(null, name, Id, "", 0, [], 0, certificate.SerialNumber, Ends(certificate)), key, [certificate], Roots);
    }

    /// <summary>What a peer judges by: no remote address, an empty roster.</summary>
    public LineageRules Rules() => new(Id, Roots, Genes, Revocations.None, now, null, _ => true);

    public LineageRules RulesFrom(string address) => Rules() with { Remote = IPAddress.Parse(address) };

    public GenomePayload Payload(int version) => new(1, version, now, now.AddDays(90), Id.Value, new Dictionary<string, BinaryGene>(), draft);

    /// <summary>The signed genome's envelope.</summary>
    public byte[] Envelope(int version) => GenomeSigning.Sign(Payload(version), Root.Key);

    /// <summary>A genome that a cell lives by, version 1, kept in the folder.</summary>
    public LivingGenome Living(TestFolder folder, TimeProvider time)
    {
        var living = new LivingGenome(folder.At("genome.dsse"), Id, RootKeys, () => RootKeys, time);
        return living.Offer(Envelope(1)) is GenomeVerdict.Adopted ? living : throw new InvalidOperationException("The organism's own genome was refused.");
    }

    /// <summary>All the papers that a cell lives by, genome version 1, kept in the folder.</summary>
    public Papers Papers(TestFolder folder, TimeProvider time)
    {
        File.WriteAllBytes(folder.At("genome.dsse"), Envelope(1));
        var papers = Tissue.Papers.At(new DataFolder(folder.Path), Roots, time);
        return papers.Genome.Open() is { } damage ? throw new InvalidOperationException(damage) : papers;
    }

    /// <summary>What the cell tells of itself.</summary>
    public CellSelf Self(CellCredentials credentials, string birth)
    {
        var identity = credentials.Identity;
        var address = identity.Machine == TestGenes.Founder ? TestGenes.FounderAddress : "10.77.1.1";
        return new CellSelf(new LivingIdentity(new IdentityFolder("/nowhere"), credentials), new CellFacts(
            identity.Roles, identity.Machine, identity.Slot, null, identity.Generation, birth, identity.Serial, $"http://{address}:7070", $"https://{address}:7071", now, identity.Ends));
    }

    public void Dispose() => keys.ForEach(key => key.Dispose());

    private CellCredentials Credentials(CellId id, ECDsa key, IReadOnlyList<X509Certificate2> chain, CertificateFacts facts) =>
        new(new CellIdentity(id, id.ToString(), Id, facts.Machine, facts.Slot, facts.Roles, chain.Count - 1, chain[0].SerialNumber, Ends(chain[0]))
        {
            Begins = new DateTimeOffset(chain[0].NotBefore.ToUniversalTime(), TimeSpan.Zero),
            Ancestors = [.. chain.Skip(1).Select(link => link.Subject["CN=".Length..])],
            Root = Identity.Roots.KeyId(Root.Certificate),
            Key = key.ExportSubjectPublicKeyInfo(),
        }, key, chain, Roots);

    private Signer NewRoot()
    {
        var key = NewKey();
        return new Signer(Issuer.Root(key, "test", now), key, []);
    }

    private static DateTimeOffset Ends(X509Certificate2 certificate) => new(certificate.NotAfter.ToUniversalTime(), TimeSpan.Zero);

    private sealed class At(DateTimeOffset moment) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => moment;
    }
}
