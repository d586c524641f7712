using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cell.Genome;
using NUnit.Framework;

namespace Cell.Identity;

/// <summary>Chains that a cell gone bad could make with its own key, or a stranger with what TLS shows to everybody.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Category("Invariant 12")]
internal sealed class ForgedLineageTests
{
    private readonly TestOrganism organism = new();
    private readonly CellId cell = CellId.New(new TestClock());

    [TearDown]
    public void Forget() => organism.Dispose();

    private CertificateDraft Good => CertificateDraft.Of(organism.Id, cell);

    [Test]
    public void The_draft_that_these_tests_change_is_itself_good()
    {
        var mother = Mother(1);
        Assert.That(Check(mother, Good with { Authority = false }), Is.Empty);
    }

    [Test]
    public void A_chain_deeper_than_the_limit_is_refused()
    {
        using var two = new TestOrganism(TestClock.Noon, TestGenes.With("\"limits\": { \"generations\": 2 }"));
        var last = two.Daughter(two.Daughter(two.Founder()));
        var deeper = CertificateDraft.Of(two.Id, cell).SignedBy(last.Leaf, last.Key, two.NewKey());
        Assert.That(LineageTests.Refusal(Lineage.Check([deeper, .. last.Chain], two.Rules())), Is.EqualTo("4 links: more than limits.generations allows"));
    }

    [Test]
    public void What_a_cell_of_the_last_generation_signs_is_refused()
    {
        var last = organism.Daughter(Mother(1));
        Assert.That(Check(last, Good), Is.EqualTo("the mother of generation 2 may not bear"));
    }

    [Test]
    public void A_certificate_authority_under_path_length_0_is_refused() =>
        Assert.That(Check(Mother(1), Good with { Authority = true, PathLength = 0 }), Is.EqualTo("generation 1 may not bear, but says so"));

    // The library takes it as an end entity.
    [Test]
    public void A_certificate_authority_without_path_length_under_path_length_0_is_refused() =>
        Assert.That(Check(Mother(1), Good with { Authority = true }), Is.EqualTo("generation 1 may not bear, but says so"));

    [TestCase(63)]
    [TestCase(61)]
    [TestCase(0)]
    [TestCase(null)]
    public void A_path_length_that_is_not_exactly_one_lower_is_refused(int? length) =>
        Assert.That(Check(Mother(64), Good with { Authority = true, PathLength = length }), Is.EqualTo("the path length of generation 1 is not exactly one lower than its mother's"));

    // Self-issued intermediates do not count towards a path length (RFC 5280, 6.1.4): any number of them would fit.
    [Test]
    public void A_self_issued_intermediate_is_refused()
    {
        var mother = Mother(64);
        Assert.That(
            Check(mother, Good with { Subject = mother.Leaf.Subject, Authority = true, PathLength = 62 }), Is.EqualTo("generation 1 is self-issued"));
    }

    [Test]
    public void A_daughter_that_would_outlive_her_mother_is_refused()
    {
        var mother = organism.Daughter(Mother(64));
        Assert.That(
            Check(mother, Good with { Authority = true, PathLength = 61, To = TestClock.Noon.AddDays(181) }), Is.EqualTo("generation 2 is valid for longer than its mother"));
    }

    [Test]
    public void A_daughter_older_than_her_mother_is_refused() =>
        Assert.That(
            Check(Mother(64), Good with { Authority = true, PathLength = 62, From = TestClock.Noon.AddMinutes(-6) }), Is.EqualTo("generation 1 is valid for longer than its mother"));

    [TestCase(CertificateDraft.ClientUsage)]
    [TestCase(CertificateDraft.ServerUsage)]
    [TestCase(CertificateDraft.ServerUsage + " " + CertificateDraft.ClientUsage + " 1.3.6.1.5.5.7.3.3")]
    [TestCase("2.5.29.37.0")]
    [TestCase("")]
    public void Other_extended_key_usages_than_client_and_server_are_refused(string usages) =>
        Assert.That(
            Check(Mother(1), Good with { Usages = usages.Split(' ', StringSplitOptions.RemoveEmptyEntries) }), Is.EqualTo("the certificate of generation 1 is not for client and server"));

    [Test]
    public void A_certificate_that_its_mother_did_not_sign_is_refused()
    {
        var mother = Mother(64);
        var forged = Good.SignedBy(mother.Leaf, organism.NewKey(), organism.NewKey());
        Assert.That(Refusal([forged, mother.Leaf]), Is.EqualTo("generation 1 is not signed by the certificate above it"));
    }

    [Test]
    public void A_founder_that_root_did_not_sign_is_refused() =>
        Assert.That(Refusal([Good.SignedBy(organism.Root.Certificate, organism.NewKey(), organism.NewKey())]), Is.EqualTo("not signed by a root of this organism"));

    [TestCase("spiffe://abcdefghijklmnopqrstuvwxyz/cell/ID")]
    [TestCase("https://ORGANISM/cell/ID")]
    [TestCase("spiffe://ORGANISM/operator/ID")]
    [TestCase("spiffe://ORGANISM/cell/019c0000-0000-7000-8000-000000000000")]
    [TestCase("spiffe://ORGANISM/cell/ID/more")]
    [TestCase("spiffe://ORGANISM/cell/ID#more")]
    [TestCase("spiffe://ORGANISM/cell/ID?more")]
    [TestCase("spiffe://ORGANISM:7071/cell/ID")]
    [TestCase("spiffe://user@ORGANISM/cell/ID")]
    [TestCase("spiffe://ORGANISM/cell/ID spiffe://ORGANISM/cell/ID")]
    [TestCase("")]
    public void Other_names_than_exactly_one_of_this_cell_are_refused(string uris)
    {
        var names = uris.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(uri => new Uri(uri.Replace("ORGANISM", organism.Id.Value, StringComparison.Ordinal).Replace("ID", cell.ToString(), StringComparison.Ordinal)));
        Assert.That(Check(Mother(1), Good with { Uris = [.. names] }), Is.EqualTo("its names are not those of a cell or an operator of this organism"));
    }

    [Test]
    public void An_operator_whom_a_cell_signed_is_refused() =>
        Assert.That(
            Check(Mother(1), Good with { Subject = "CN=ada", Uris = [CertificateNames.Operator(organism.Id, "ada")], Facts = [] }),
            Is.EqualTo("its names are not those of a cell or an operator of this organism"));

    [Test]
    public void A_cell_without_facts_is_refused() =>
        Assert.That(Check(Mother(1), Good with { Facts = [] }), Is.EqualTo("its names are not those of a cell or an operator of this organism"));

    // Whoever connects can put a leaf of his own under a chain that TLS shows to everybody.
    [TestCase("2.5.29.19")]
    [TestCase("2.5.29.37")]
    [TestCase("2.5.29.15")]
    [TestCase("2.5.29.17")]
    [Category("Invariant 11")]
    public void An_extension_of_garbage_is_refused_without_an_exception(string oid)
    {
        var mother = Mother(64);
        var key = organism.NewKey();
        var request = new CertificateRequest(new X500DistinguishedName(Good.Subject), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509Extension(oid, [0x30, 0xff, 0x00], true));
        var forged = request.Create(mother.Leaf.SubjectName, X509SignatureGenerator.CreateForECDsa(key), Good.From, Good.To, [1, 2, 3]);
        Assert.That(Lineage.Check([forged, mother.Leaf], organism.Rules()), Is.TypeOf<LineageVerdict.Refused>());
    }

    /// <summary>A founder that may bear so many generations.</summary>
    private CellCredentials Mother(int generations)
    {
        var key = organism.NewKey();
        var id = CellId.New(new TestClock());
        var certificate = Issuer.Founder(organism.Root, new PublicKey(key), id, new CertificateFacts(TestGenes.Founder, 0, TestOrganism.AllRoles), generations, TestClock.Noon);
        var identity = new CellIdentity(id, id.ToString(), organism.Id, TestGenes.Founder, 0, TestOrganism.AllRoles, 0, certificate.SerialNumber, TestClock.Noon.AddDays(365));
        return new CellCredentials(identity, key, [certificate], organism.Roots);
    }

    /// <summary>The refusal, "" when accepted.</summary>
    private string Check(CellCredentials mother, CertificateDraft draft) => Refusal([draft.SignedBy(mother.Leaf, mother.Key, organism.NewKey()), .. mother.Chain]);

    private string Refusal(IReadOnlyList<X509Certificate2> chain) => Lineage.Check(chain, organism.Rules()) is LineageVerdict.Refused(var reason) ? reason : "";
}
