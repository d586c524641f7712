using Cell.Identity;
using NUnit.Framework;

namespace Cell.Genome;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class LivingGenomeTests
{
    private readonly TestOrganism organism = new();
    private readonly TestFolder folder = new();

    [TearDown]
    public void Forget()
    {
        folder.Dispose();
        organism.Dispose();
    }

    [Test]
    public void Before_the_first_one_there_is_nothing_to_live_by()
    {
        var living = new LivingGenome(folder.At("genome.dsse"), organism.Id, organism.RootKeys, new TestClock());
        Assert.That(() => living.Now, Throws.InvalidOperationException);
    }

    [Test]
    public void An_adopted_genome_is_lived_by_and_on_disk_readable_to_its_owner_only()
    {
        var living = organism.Living(folder, new TestClock());
        living.Offer(organism.Envelope(2));
        Assert.That(living.Now.Version, Is.EqualTo(2));
        Assert.That(File.ReadAllBytes(folder.At("genome.dsse")), Is.EqualTo(living.Envelope));
        Assert.That(File.GetUnixFileMode(folder.At("genome.dsse")), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test]
    public void A_refused_genome_changes_neither_memory_nor_disk()
    {
        var living = organism.Living(folder, new TestClock());
        living.Offer(organism.Envelope(3));
        var held = living.Envelope;
        Assert.That(living.Offer(organism.Envelope(2)), Is.TypeOf<GenomeVerdict.Refused>());
        Assert.That(living.Now.Version, Is.EqualTo(3));
        Assert.That(File.ReadAllBytes(folder.At("genome.dsse")), Is.EqualTo(held));
    }

    [Test]
    public void When_the_disk_refuses_the_old_genome_stays()
    {
        var living = organism.Living(folder, new TestClock());
        Directory.Delete(folder.Path, recursive: true);
        Assert.That(() => living.Offer(organism.Envelope(2)), Throws.InstanceOf<IOException>());
        Assert.That(living.Now.Version, Is.EqualTo(1));
        Directory.CreateDirectory(folder.Path);
    }
}
