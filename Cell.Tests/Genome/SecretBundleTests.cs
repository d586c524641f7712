using Cell.Identity;
using NUnit.Framework;

namespace Cell.Genome;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class SecretBundleTests
{
    private const string Word = "correct horse";
    private readonly TestOrganism organism = new();
    private readonly TestFolder folder = new();

    [TearDown]
    public void Forget()
    {
        folder.Dispose();
        organism.Dispose();
    }

    [Test]
    public void A_bundle_is_never_shown() => Assert.That($"{Bundle(Role.Api, 3)}", Is.EqualTo("secrets of the role api, version 3"));

    [Test]
    public void Is_kept_readable_to_its_owner_only_and_read_again()
    {
        Assert.That(Held().Offer(Bundle(Role.Api, 1).Sign(organism.Root.Key), [Role.Api]), Is.Empty);
        Assert.That(File.GetUnixFileMode(folder.At("secrets/api.dsse")), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.That(Held().Of(Role.Api)?.Values["database"], Is.EqualTo(Word));
        Assert.That(Held().PoolKey, Is.EqualTo("key 1"));
    }

    [Test]
    public void Only_a_higher_version_replaces_one_that_is_held()
    {
        var held = Held();
        held.Offer(Bundle(Role.Api, 2).Sign(organism.Root.Key), [Role.Api]);
        Assert.That(held.Offer(Bundle(Role.Api, 1).Sign(organism.Root.Key), [Role.Api]), Is.EqualTo("The secrets of the role api, version 1 are not newer than what is held, version 2."));
        Assert.That(held.Offer((Bundle(Role.Api, 2) with { PoolKey = "another" }).Sign(organism.Root.Key), [Role.Api]), Does.Contain("are not newer"));
        Assert.That(held.Offer(Bundle(Role.Api, 2).Sign(organism.Root.Key), [Role.Api]), Is.Empty, "the same once more");
        Assert.That(held.Offer(Bundle(Role.Api, 3).Sign(organism.Root.Key), [Role.Api]), Is.Empty);
        Assert.That(held.Of(Role.Api)?.Version, Is.EqualTo(3));
    }

    [Test]
    public void What_no_root_of_this_organism_signed_is_refused()
    {
        using var other = new TestOrganism();
        Assert.That(Held().Offer(Bundle(Role.Api, 1).Sign(other.Root.Key), [Role.Api]), Is.EqualTo("They are not signed by a root of this organism."));
        Assert.That(Held().Offer((Bundle(Role.Api, 1) with { Organism = other.Id.Value }).Sign(organism.Root.Key), [Role.Api]), Is.EqualTo("They are not signed by a root of this organism."));
        Assert.That(Held().Offer(organism.Envelope(1), [Role.Api]), Is.EqualTo("They are not signed by a root of this organism."), "a genome is no bundle");
    }

    [Test]
    public void A_cell_holds_no_secrets_of_a_role_that_it_may_not_bear()
    {
        Assert.That(Held().Offer(Bundle(Role.Api, 1).Sign(organism.Root.Key), [Role.Crawler]), Is.EqualTo("The secrets of the role api, version 1 are not for a cell of the role crawler."));
        Assert.That(Held().Offer(Bundle(Role.Api, 1).Sign(organism.Root.Key), [Role.Health]), Is.Empty, "a health cell may bear any role");
    }

    [Test]
    public void A_daughter_gets_her_roles_bundle_and_a_health_cell_all()
    {
        var held = Held();
        foreach (var role in TestOrganism.AllRoles)
        {
            held.Offer(Bundle(role, 1).Sign(organism.Root.Key), TestOrganism.AllRoles);
        }

        Assert.That(held.For([Role.Crawler]).Select(Roles), Is.EqualTo(new[] { Role.Crawler }));
        Assert.That(held.For([Role.Health]).Select(Roles), Is.EquivalentTo(TestOrganism.AllRoles));
        Role? Roles(byte[] envelope) => SecretBundle.Read(envelope, organism.Id, organism.RootKeys)?.Role;
    }

    [Test]
    public void Without_a_bundle_there_is_no_pool_key() => Assert.That(() => Held().PoolKey, Throws.InstanceOf<IOException>().With.Message.Contains("cell genome push"));

    [Test]
    public void A_lot_comes_through_as_it_was_packed()
    {
        var read = SecretLot.Read(new SecretLot(1, [[1, 2], [3]]).ToJson());
        Assert.That(read?.Bundles, Is.EqualTo(new byte[][] { [1, 2], [3] }));
    }

    [Test]
    public void What_is_packed_for_a_cell_is_held_and_what_is_not_for_it_is_named()
    {
        var both = new SecretLot(1, [Bundle(Role.Crawler, 1).Sign(organism.Root.Key), Bundle(Role.Api, 1).Sign(organism.Root.Key)]).ToJson();
        Assert.That(Held().OfferAll(both, [Role.Crawler]), Is.EqualTo("The secrets of the role api, version 1 are not for a cell of the role crawler."));
        Assert.That(Held().All.Select(bundle => bundle.Role), Is.EqualTo(new[] { Role.Crawler }));
        Assert.That(Held().OfferAll(both, TestOrganism.AllRoles), Is.Empty);
        Assert.That(Held().OfferAll("rubbish"u8, [Role.Crawler]), Is.EqualTo("They cannot be read."));
    }

    [TestCase("")]
    [TestCase("null")]
    [TestCase("{}")]
    [TestCase("""{"v":1,"bundles":[null]}""")]
    [Category("Invariant 11")]
    public void What_is_no_lot_is_null(string json) => Assert.That(SecretLot.Read(System.Text.Encoding.UTF8.GetBytes(json)), Is.Null);

    private SecretBundle Bundle(Role role, int version) => new(1, version, organism.Id.Value, role, $"key {version}", new Dictionary<string, string> { ["database"] = Word });

    private HeldSecrets Held() => new(folder.At("secrets"), organism.Id, organism.RootKeys);
}
