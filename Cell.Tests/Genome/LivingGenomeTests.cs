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

    private LivingGenome New(TimeProvider time) => new(folder.At("genome.dsse"), organism.Id, organism.RootKeys, () => organism.RootKeys, time);

    [Test]
    public void Before_the_first_one_there_is_nothing_to_live_by()
    {
        var living = new LivingGenome(folder.At("genome.dsse"), organism.Id, organism.RootKeys, () => organism.RootKeys, new TestClock());
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
    public void An_objection_keeps_a_better_one_out()
    {
        var living = organism.Living(folder, new TestClock());
        Assert.That(living.Offer(organism.Envelope(2), next => $"Not {next.Version}."), Is.EqualTo(new GenomeVerdict.Refused("Not 2.")));
        Assert.That(living.Now.Version, Is.EqualTo(1));
    }

    [Test]
    public void What_is_on_disk_is_lived_by_again()
    {
        organism.Living(folder, new TestClock()).Offer(organism.Envelope(2));
        var again = New(new TestClock());
        Assert.That(again.Open(), Is.Null);
        Assert.That((again.Now.Version, again.Envelope), Is.EqualTo((2, File.ReadAllBytes(folder.At("genome.dsse")))));
    }

    // A crash while the temporary file is written leaves some of its bytes, beside the old file.
    [Test, Category("Invariant 11")]
    public void Survives_a_crash_at_any_byte_of_the_write()
    {
        organism.Living(folder, new TestClock());
        var next = organism.Envelope(2);
        for (var cut = 0; cut <= next.Length; cut++)
        {
            File.WriteAllBytes(folder.At(".genome.dsse.cut"), next[..cut]);
            var again = New(new TestClock());
            Assert.That((again.Open(), again.Now.Version), Is.EqualTo(((string?)null, 1)), $"cut at byte {cut}");
        }

        var after = New(new TestClock());
        after.Open();
        Assert.That(after.Offer(next), Is.TypeOf<GenomeVerdict.Adopted>(), "and goes on from there");
        Assert.That(New(new TestClock()).Open(), Is.Null);
    }

    [Test, Category("Invariant 11")]
    public void A_file_damaged_at_any_byte_is_said_to_be_so_and_never_lived_by()
    {
        organism.Living(folder, new TestClock());
        var whole = File.ReadAllBytes(folder.At("genome.dsse"));
        for (var cut = 0; cut < whole.Length; cut++)
        {
            File.WriteAllBytes(folder.At("genome.dsse"), whole[..cut]);
            var again = New(new TestClock());
            Assert.That(again.Open(), Is.EqualTo("It is no signed envelope."), $"cut at byte {cut}");
            Assert.That(() => again.Now, Throws.InvalidOperationException);
        }
    }

    [Test]
    public void A_missing_file_is_said_to_be_so() => Assert.That(New(new TestClock()).Open(), Is.EqualTo("It is missing."));

    [Test]
    public void A_damaged_own_genome_is_replaced_by_a_good_one_that_is_shown()
    {
        File.WriteAllText(folder.At("genome.dsse"), "rubbish");
        var living = New(new TestClock());
        living.Open();
        Assert.That(living.Offer(organism.Envelope(4)), Is.TypeOf<GenomeVerdict.Adopted>());
        Assert.That(New(new TestClock()).Open(), Is.Null);
    }

    [Test, Category("Invariant 7")]
    public void A_clock_behind_the_newest_signature_that_was_seen_is_not_trusted()
    {
        var clock = new TestClock();
        var living = organism.Living(folder, clock);
        Assert.That(living.Now.ClockTrouble(clock.GetUtcNow()), Is.Null);
        var ahead = GenomeSigning.Sign(organism.Payload(2) with { Issued = TestClock.Noon.AddHours(1) }, organism.Root.Key);
        Assert.That(living.Offer(ahead), Is.TypeOf<GenomeVerdict.Refused>());
        Assert.That(living.Now.Version, Is.EqualTo(1));
        Assert.That(living.Now.ClockTrouble(clock.GetUtcNow()), Is.EqualTo("The clock here (2026-03-01 12:00:00Z) is behind the time at which a genome was signed (2026-03-01 13:00:00Z): no births until it is set right."));
        clock.Advance(TimeSpan.FromMinutes(55));
        Assert.That(living.Now.ClockTrouble(clock.GetUtcNow()), Is.Null, "five minutes are allowed");
    }

    [Test]
    public void What_a_stranger_signed_for_the_future_says_nothing_about_the_clock()
    {
        using var stranger = new TestOrganism();
        var living = organism.Living(folder, new TestClock());
        living.Offer(GenomeSigning.Sign(organism.Payload(2) with { Issued = TestClock.Noon.AddHours(1) }, stranger.Root.Key));
        Assert.That(living.Now.ClockTrouble(TestClock.Noon), Is.Null);
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
