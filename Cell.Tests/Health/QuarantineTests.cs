using Cell.Identity;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Health;

/// <summary>A keeper that trusts a cell no more.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class QuarantineTests
{
    private readonly TestKeeper one = new();

    [TearDown]
    public void Forget() => one.Dispose();

    [Test]
    public void Two_senders_of_one_identity_are_heard_and_told_and_get_no_ticket()
    {
        Fork();
        var first = one.Hear("whatever", 0);
        Assert.That((first.Accepted, first.Quarantined?.Single().Cell), Is.EqualTo((true, (CellId?)one.Id)));
        Assert.That(first.Quarantined![0].Reason, Does.StartWith("two senders with one identity")); // shown just before
        Assert.That(one.Ask(Genome.TestGenes.Stem1).Refusal, Does.StartWith("The mother is in quarantine until 2026-03-02 12:00:00Z: two senders with one identity"));
        Assert.That(one.Keeper.Answer().Quarantined, Has.Count.EqualTo(1));
    }

    [Test]
    public void It_survives_a_restart_of_its_keeper()
    {
        Fork();
        one.Restart();
        Assert.That(one.Hear().Quarantined, Has.Count.EqualTo(1));
    }

    [Test]
    public void It_ends_after_a_day_also_on_disk()
    {
        Fork();
        one.Clock.Advance(Isolation.Lasts - TimeSpan.FromSeconds(1));
        one.Keeper.Check(TimeSpan.Zero);
        Assert.That(one.Keeper.Roster.Quarantines, Has.Count.EqualTo(1));
        one.Clock.Advance(TimeSpan.FromSeconds(1));
        one.Keeper.Check(TimeSpan.Zero);
        Assert.That((one.Keeper.Roster.Quarantines.Count, one.OnDisk.Quarantines.Count), Is.EqualTo((0, 0)));
    }

    [Test]
    public void The_operator_may_end_it()
    {
        Fork();
        Assert.That(one.Keeper.Clear(one.Id), Is.True);
        Assert.That(one.Keeper.Clear(one.Id), Is.False);
        Assert.That(one.OnDisk.Quarantines, Is.Empty);
        var beat = TestRoster.Beat(one.Id, one.Facts) with { Nonce = "another's", Sequence = 9 };
        Assert.That(one.Keeper.Hear(beat, one.Identity).Quarantined, Has.Count.EqualTo(1), "a second sender is a second sender still");
    }

    [Test]
    public void A_revocation_ends_it()
    {
        var roster = Isolation.Isolate(Roster.Empty, one.Id, "why", TestClock.Noon);
        var revoked = Revocations.None.With(new Revocation(RevokedKind.Cell, one.Id.ToString(), "stolen", TestClock.Noon));
        Assert.That(Isolation.Settle(roster, revoked, TestClock.Noon).Quarantines, Is.Empty);
        Assert.That(Isolation.Settle(roster, Revocations.None, TestClock.Noon).Quarantines, Has.Count.EqualTo(1));
    }

    [Test]
    public void It_lasts_no_longer_for_a_second_offence()
    {
        var roster = Isolation.Isolate(Roster.Empty, one.Id, "first", TestClock.Noon);
        Assert.That(Isolation.Isolate(roster, one.Id, "second", TestClock.Noon.AddHours(5)), Is.EqualTo(roster));
    }

    [Test]
    public void Without_a_comparison_with_its_colleagues_a_keeper_signs_nothing()
    {
        one.Hear();
        var facts = TestRoster.Founder(1);
        var colleague = TestRoster.Id(2);
        one.Keeper.Hear(TestRoster.Beat(colleague, facts), TestRoster.Sender(colleague, facts));
        Assert.That(one.Ask(Genome.TestGenes.Stem1).Refusal, Does.StartWith("The revocation list was not compared with another health cell yet"));
    }

    private void Fork()
    {
        var nonce = one.Hear().Nonce;
        Assert.That(one.Keeper.Hear(TestRoster.Beat(one.Id, one.Facts) with { Nonce = nonce, Sequence = 2 }, one.Identity).Accepted, Is.True);
        one.Keeper.Hear(TestRoster.Beat(one.Id, one.Facts) with { Nonce = "unknown", Sequence = 3 }, one.Identity);
    }
}
