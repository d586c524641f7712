using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Health;

internal sealed class ListeningTests
{
    private static readonly CellId One = TestRoster.Id(1);
    private static readonly CellId Two = TestRoster.Id(2);

    [Test]
    public void A_founder_is_alive_at_once()
    {
        var roster = Heard(Roster.Empty, TestRoster.Beat(One, TestRoster.Founder(0)));
        Assert.That((roster.Members[One].Entry.State, roster.Members[One].Entry.Reason), Is.EqualTo((CellState.Alive, "signed by root")));
        Assert.That(roster.Version, Is.EqualTo(1));
    }

    [Test]
    public void A_newly_obeyed_brake_is_told_to_all()
    {
        var beat = TestRoster.Beat(One, TestRoster.Founder(0));
        var before = Heard(Roster.Empty, beat);
        var nonce = before.Members[One].Nonce;
        var after = Heard(before, beat with { Sequence = 2, Nonce = nonce, BrakeVersion = 4 });
        Assert.That(after.Since(before.Version).Select(entry => entry.BrakeVersion), Is.EqualTo(new[] { 4 }));
        Assert.That(Heard(after, beat with { Sequence = 3, Nonce = after.Members[One].Nonce, BrakeVersion = 4 }).Version, Is.EqualTo(after.Version));
    }

    [Test, Category("Invariant 3")]
    public void A_born_cell_is_a_newborn_until_its_access_is_proved_useless()
    {
        var roster = Roster.Empty.With(TestRoster.Birth(1, BirthState.Born));
        roster = Heard(roster, TestRoster.Beat(Two, TestRoster.Born(1)));
        Assert.That((roster.Members[Two].Entry.State, roster.Members[Two].Entry.Reason), Is.EqualTo((CellState.Newborn, "its access is not proved useless yet")));
    }

    [Test, Category("Invariant 3")]
    public void A_cell_of_a_birth_that_nobody_signed_stays_a_newborn()
    {
        var roster = Heard(Roster.Empty, TestRoster.Beat(Two, TestRoster.Born(1)));
        Assert.That((roster.Members[Two].Entry.State, roster.Members[Two].Entry.Reason), Is.EqualTo((CellState.Newborn, "its birth is not known here")));
    }

    [Test, Category("Invariant 3")]
    public void The_proof_of_anothers_birth_is_not_its_own()
    {
        var roster = Roster.Empty.With(TestRoster.Birth(1, BirthState.Proved) with { Daughter = One });
        Assert.That(Heard(roster, TestRoster.Beat(Two, TestRoster.Born(1))).Members[Two].Entry.State, Is.EqualTo(CellState.Newborn));
    }

    [Test]
    public void A_proved_daughter_is_alive()
    {
        var roster = Roster.Empty.With(TestRoster.Birth(1, BirthState.Proved) with { Daughter = Two });
        Assert.That(Heard(roster, TestRoster.Beat(Two, TestRoster.Born(1))).Members[Two].Entry.State, Is.EqualTo(CellState.Alive));
    }

    [Test, Category("Invariant 2")]
    public void A_cell_whose_birth_has_ended_gets_no_work()
    {
        var roster = Roster.Empty.With(TestRoster.Birth(1, BirthState.Proved) with { Daughter = Two, Ended = TestClock.Noon });
        var entry = Heard(roster, TestRoster.Beat(Two, TestRoster.Born(1))).Members[Two].Entry;
        Assert.That((entry.State, entry.Reason), Is.EqualTo((CellState.Newborn, "its birth has ended")));
    }

    [TestCase("id")]
    [TestCase("machine")]
    [TestCase("slot")]
    [TestCase("serial")]
    [TestCase("generation")]
    [TestCase("roles")]
    public void A_heartbeat_that_says_other_things_than_its_certificate_is_refused(string what)
    {
        var facts = TestRoster.Founder(0) with { Roles = [Role.Crawler] };
        var sender = TestRoster.Sender(One, facts);
        sender = what switch
        {
            "id" => sender with { Id = Two },
            "machine" => sender with { Machine = TestGenes.Stem1 },
            "slot" => sender with { Slot = 1 },
            "serial" => sender with { Serial = "00" },
            "generation" => sender with { Generation = 1 },
            _ => sender with { Roles = [Role.Api] },
        };
        var (roster, refusal) = Listening.Hear(Roster.Empty, TestRoster.Beat(One, facts), sender, TimeSpan.Zero, "n");
        Assert.That(refusal, Is.EqualTo("The heartbeat says other things than its certificate."));
        Assert.That(roster, Is.EqualTo(Roster.Empty));
    }

    [Test]
    public void An_operator_sends_no_heartbeats()
    {
        var facts = TestRoster.Founder(0);
        Assert.That(Listening.Hear(Roster.Empty, TestRoster.Beat(One, facts), TestRoster.Sender(One, facts) with { Id = null }, TimeSpan.Zero, "n").Refusal, Is.Not.Empty);
    }

    [Test]
    public void The_last_nonce_and_the_one_before_are_good()
    {
        var beat = TestRoster.Beat(One, TestRoster.Founder(0));
        var roster = Heard(Heard(Roster.Empty, beat, "n1"), beat with { Nonce = "n1" }, "n2");
        Assert.That(Refusal(roster, beat with { Nonce = "n2" }), Is.Empty);
        Assert.That(Refusal(roster, beat with { Nonce = "n1" }), Is.Empty, "the last answer may have been lost");
    }

    [Test]
    public void An_earlier_incarnation_is_refused()
    {
        var beat = TestRoster.Beat(One, TestRoster.Founder(0));
        Assert.That(Refusal(Heard(Roster.Empty, beat), beat with { Incarnation = 999 }), Does.StartWith("An incarnation 1000 of this cell was heard already"));
    }

    [Test]
    public void A_later_incarnation_needs_no_nonce()
    {
        var beat = TestRoster.Beat(One, TestRoster.Founder(0));
        var roster = Heard(Heard(Roster.Empty, beat), beat with { Incarnation = 1001 });
        Assert.That(roster.Members[One].Entry.Incarnation, Is.EqualTo(1001));
    }

    [Test]
    public void The_dead_come_back_with_a_higher_incarnation_only()
    {
        var beat = TestRoster.Beat(One, TestRoster.Founder(0));
        var roster = Heard(Roster.Empty, beat, "n").Turn(One, CellState.Dead, "silent");
        Assert.That(Refusal(roster, beat with { Nonce = "n" }), Is.EqualTo("Held dead: come back with a higher incarnation."));
        Assert.That(Heard(roster, beat with { Incarnation = 1001 }).Members[One].Entry.State, Is.EqualTo(CellState.Alive));
    }

    [Test]
    public void A_suspect_that_speaks_is_alive_again()
    {
        var beat = TestRoster.Beat(One, TestRoster.Founder(0));
        var roster = Heard(Roster.Empty, beat, "n").Turn(One, CellState.Suspect, "silent");
        Assert.That(Heard(roster, beat with { Nonce = "n" }).Members[One].Entry.State, Is.EqualTo(CellState.Alive));
    }

    [TestCase(CellState.Alive)]
    [TestCase(CellState.Newborn)]
    [TestCase(CellState.Suspect)]
    [Category("Invariant 2")]
    public void A_second_living_cell_of_one_machine_and_slot_is_refused(CellState state)
    {
        var roster = Roster.Empty.With(One, TestRoster.Born(1), state);
        Assert.That(Refusal(roster, TestRoster.Beat(Two, TestRoster.Born(1))), Is.EqualTo($"Machine stem1.test slot 0 is held by the living cell {One}."));
    }

    [TestCase(CellState.Dead)]
    [TestCase(CellState.Gone)]
    public void The_place_of_a_dead_cell_is_free(CellState state) =>
        Assert.That(Refusal(Roster.Empty.With(One, TestRoster.Born(1), state), TestRoster.Beat(Two, TestRoster.Born(1))), Is.Empty);

    [Test]
    public void Founders_of_one_box_live_beside_each_other_in_their_slots()
    {
        var roster = Heard(Heard(Roster.Empty, TestRoster.Beat(One, TestRoster.Founder(0))), TestRoster.Beat(Two, TestRoster.Founder(1)));
        Assert.That(roster.Living.Count(), Is.EqualTo(2));
    }

    [Test]
    public void A_goodbye_is_heard()
    {
        var beat = TestRoster.Beat(One, TestRoster.Founder(0));
        var roster = Heard(Heard(Roster.Empty, beat, "n"), beat with { Nonce = "n", Goodbye = true });
        Assert.That(roster.Members[One].Entry.State, Is.EqualTo(CellState.Gone));
        Assert.That(roster.Living, Is.Empty);
    }

    [Test]
    public void Only_changes_make_a_new_version()
    {
        var beat = TestRoster.Beat(One, TestRoster.Founder(0));
        var roster = Heard(Roster.Empty, beat, "n");
        Assert.That(Heard(roster, beat with { Nonce = "n", Sequence = 2 }).Version, Is.EqualTo(roster.Version));
        Assert.That(Heard(roster, beat with { Incarnation = 1001 }).Version, Is.EqualTo(roster.Version + 1));
    }

    [Test]
    public void A_renewed_certificate_takes_the_place_of_the_old_one_and_spreads()
    {
        var (roster, beat) = Renewable();
        var renewed = Renewed(roster, beat);
        var entry = renewed.Members[Two].Entry;
        Assert.That((entry.Facts.Serial, entry.Facts.Generation, entry.State), Is.EqualTo(("new", 0, CellState.Alive)));
        Assert.That((renewed.Version, entry.Version), Is.EqualTo((roster.Version + 1, roster.Version + 1)));
    }

    // The key is the same: who took it with the old certificate stands where the cell stands.
    [Test, Category("Invariant 2")]
    public void After_a_renewal_the_old_certificate_is_refused()
    {
        var (roster, beat) = Renewable();
        var renewed = Renewed(roster, beat);
        Assert.That(Refusal(renewed, beat with { Nonce = "n2" }), Is.EqualTo("The roster has another certificate of this cell, new, which this one does not renew."));
        Assert.That(Refusal(renewed, beat with { Incarnation = 5000 }), Does.StartWith("The roster has another certificate"));
    }

    [TestCase(1, 1, Description = "by a mother")]
    [TestCase(0, -1, Description = "older than the one before")]
    public void What_is_no_renewal_is_refused(int generation, int days)
    {
        var (roster, beat) = Renewable();
        var renewed = Renewed(roster, beat);
        var facts = beat.Facts with { Serial = "third", Generation = generation };
        var sender = TestRoster.Sender(Two, facts) with { Begins = TestClock.Noon.AddDays(1 + days) };
        var (after, refusal) = Listening.Hear(renewed, beat with { Facts = facts, Nonce = "n2" }, sender, TimeSpan.Zero, "n3");
        Assert.That((refusal.Length > 0, after), Is.EqualTo((true, renewed)));
    }

    [Test, Category("Invariant 3")]
    public void A_renewed_cell_does_not_talk_itself_out_of_its_birth()
    {
        var (roster, beat) = Renewable();
        roster = roster.With(TestRoster.Birth(1, BirthState.Tainted) with { Daughter = Two });
        var facts = beat.Facts with { Serial = "new", Generation = 0, Birth = "" };
        var (next, _) = Listening.Hear(roster, beat with { Facts = facts, Nonce = "n" }, TestRoster.Sender(Two, facts), TimeSpan.Zero, "n2");
        Assert.That(next.Members[Two].Entry.State, Is.EqualTo(CellState.Newborn));
    }

    [Test]
    public void The_certificates_times_are_its_own_not_what_the_heartbeat_says()
    {
        var facts = TestRoster.Founder(0);
        var sender = TestRoster.Sender(One, facts) with { Begins = TestClock.Noon.AddDays(-1) };
        var (roster, _) = Listening.Hear(Roster.Empty, TestRoster.Beat(One, facts with { CertificateBegins = DateTimeOffset.MaxValue, CertificateEnds = DateTimeOffset.MaxValue }), sender, TimeSpan.Zero, "n");
        Assert.That((roster.Members[One].Entry.Facts.CertificateBegins, roster.Members[One].Entry.Facts.CertificateEnds), Is.EqualTo((sender.Begins, sender.Ends)));
    }

    /// <summary>A proved crawler, heard under its mother's certificate.</summary>
    private static (Roster Roster, Heartbeat Beat) Renewable()
    {
        var roster = Roster.Empty.With(TestRoster.Birth(1, BirthState.Proved) with { Daughter = Two });
        var beat = TestRoster.Beat(Two, TestRoster.Born(1));
        return (Heard(roster, beat, "n"), beat);
    }

    private static Roster Renewed(Roster roster, Heartbeat beat)
    {
        var facts = beat.Facts with { Serial = "new", Generation = 0 };
        var (next, refusal) = Listening.Hear(roster, beat with { Facts = facts, Nonce = "n" }, TestRoster.Sender(Two, facts) with { Begins = TestClock.Noon.AddDays(1) }, TimeSpan.Zero, "n2");
        Assert.That(refusal, Is.Empty);
        return next;
    }

    private static Roster Heard(Roster roster, Heartbeat beat) => Heard(roster, beat, "nonce");

    private static Roster Heard(Roster roster, Heartbeat beat, string nonce)
    {
        var (next, refusal) = Listening.Hear(roster, beat, TestRoster.Sender(beat.Cell, beat.Facts), TimeSpan.Zero, nonce);
        Assert.That(refusal, Is.Empty);
        return next;
    }

    private static string Refusal(Roster roster, Heartbeat beat)
    {
        var (next, refusal) = Listening.Hear(roster, beat, TestRoster.Sender(beat.Cell, beat.Facts), TimeSpan.Zero, "next");
        Assert.That(refusal.Length == 0 || (next.Version, next.Members.GetValueOrDefault(beat.Cell)?.Entry) == (roster.Version, roster.Members.GetValueOrDefault(beat.Cell)?.Entry), Is.True, "a refused heartbeat changed the roster");
        return refusal;
    }
}
