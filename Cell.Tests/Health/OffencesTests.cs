using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Health;

/// <summary>What forbids to trust a sender, and all that only looks like it.</summary>
internal sealed class OffencesTests
{
    private const string Fork = "two senders with one identity, at https://127.0.0.1:7071 and https://127.0.0.1:7181";
    private static readonly CellId One = TestRoster.Id(1);
    private static readonly CellId Two = TestRoster.Id(2);
    private static readonly Heartbeat First = TestRoster.Beat(One, TestRoster.Founder(0));
    private static readonly Heartbeat Copy = First with { Incarnation = 2000, Facts = First.Facts with { Tissue = "https://127.0.0.1:7181" } };

    [TestCase("")]
    [TestCase("n0")]
    public void A_sender_that_knows_neither_the_last_nonce_nor_its_own_last_one_is_a_second_one(string nonce)
    {
        var roster = Heard(Heard(Heard(Roster.Empty, First, "n0"), First with { Nonce = "n0", Sequence = 2 }, "n1"), First with { Nonce = "n1", Sequence = 3 }, "n2");
        Assert.That(Offence(roster, First with { Nonce = nonce, Sequence = 4, Facts = Copy.Facts }), Is.EqualTo(Fork));
    }

    [Test]
    public void Any_number_of_lost_answers_is_no_fork()
    {
        var roster = Heard(Heard(Roster.Empty, First, "n0"), First with { Nonce = "n0", Sequence = 2 }, "lost");
        for (var sequence = 3; sequence < 9; sequence++)
        {
            var again = First with { Nonce = "n0", Sequence = sequence };
            Assert.That(Offence(roster, again), Is.Null);
            roster = Heard(roster, again, $"lost {sequence}");
        }

        Assert.That(Offence(roster, First with { Nonce = "lost 8", Sequence = 9 }), Is.Null);
    }

    [Test]
    public void The_first_answer_of_a_keeper_may_get_lost_too()
    {
        var roster = Heard(Roster.Empty, First with { Nonce = "of its process before" }, "lost");
        Assert.That(Offence(roster, First with { Nonce = "of its process before", Sequence = 2 }), Is.Null);
    }

    [Test]
    public void A_heartbeat_that_was_overtaken_is_refused_and_one_that_comes_twice_is_not_and_neither_is_a_fork()
    {
        var roster = Heard(Heard(Roster.Empty, First with { Sequence = 5 }, "n0"), First with { Nonce = "n0", Sequence = 6 }, "n1");
        Assert.That(Offence(roster, First with { Nonce = "", Sequence = 5 }), Is.Null);
        Assert.That(Offence(roster, First with { Nonce = "n0", Sequence = 6 }), Is.Null);
        Assert.That(Listening.Hear(roster, First with { Nonce = "", Sequence = 5 }, TestRoster.Sender(One, First.Facts), TimeSpan.Zero, "n").Refusal, Is.EqualTo("A later heartbeat was heard already."));
    }

    [Test]
    public void A_restart_is_no_fork_and_its_last_words_are_none_either()
    {
        var roster = Heard(Heard(Roster.Empty, First, "n0"), Copy, "n1");
        Assert.That(Offence(roster, First with { Nonce = "n0", Sequence = 2 }), Is.Null, "it was under way as the process ended");
    }

    [Test]
    public void A_process_that_goes_on_beside_the_one_that_was_started_later_is_a_fork()
    {
        var roster = Heard(Heard(Roster.Empty, First, "n0"), Copy, "c0");
        roster = Refused(roster, First with { Nonce = "n0", Sequence = 2 }, "challenge 1");
        roster = Heard(roster, Copy with { Nonce = "c0", Sequence = 2 }, "c1");
        Assert.That(Offence(roster, First with { Nonce = "challenge 1", Sequence = 3 }), Is.Null, "the other may have ended");
        roster = Refused(roster, First with { Nonce = "challenge 1", Sequence = 3 }, "challenge 2");
        Assert.That(Offence(roster, Copy with { Nonce = "c0", Sequence = 3 }), Is.Null, "its last words may have been under way");
        Assert.That(Offence(roster, Copy with { Nonce = "c1", Sequence = 3 }), Is.EqualTo(Fork));
    }

    [Test]
    public void And_so_it_is_when_the_earlier_one_speaks_last()
    {
        var roster = Heard(Heard(Roster.Empty, First, "n0"), Copy, "c0");
        roster = Refused(roster, First with { Nonce = "n0", Sequence = 2 }, "challenge");
        roster = Heard(Heard(roster, Copy with { Nonce = "c0", Sequence = 2 }, "c1"), Copy with { Nonce = "c1", Sequence = 3 }, "c2");
        Assert.That(Offence(roster, First with { Nonce = "a guess", Sequence = 3 }), Is.Null);
        Assert.That(Offence(roster, First with { Nonce = "challenge", Sequence = 3 }), Is.EqualTo("two senders with one identity, at https://127.0.0.1:7181 and https://127.0.0.1:7071"));
    }

    // Started again with a clock that went back: it stands below the process that ended, which says nothing any more.
    [Test]
    public void A_clock_that_went_back_is_no_fork()
    {
        var roster = Heard(Roster.Empty, Copy, "c0");
        for (var sequence = 1; sequence < 9; sequence++)
        {
            var low = First with { Nonce = sequence == 1 ? "" : $"challenge {sequence - 1}", Sequence = sequence };
            Assert.That(Offence(roster, low), Is.Null);
            roster = Refused(roster, low, $"challenge {sequence}");
        }
    }

    [Test]
    public void One_that_was_held_dead_is_no_fork()
    {
        var roster = Heard(Roster.Empty, First, "n0").Turn(One, CellState.Dead, "silent");
        Assert.That(Offence(roster, First with { Nonce = "unknown", Sequence = 2 }), Is.Null);
    }

    [Test]
    public void A_born_cell_with_an_executable_that_nobody_signed_is_noticed() =>
        Assert.That(Offence(Born(["old"]), Daughter("foreign")), Is.EqualTo("it runs an executable that neither this genome nor the one of its birth names (SHA-256 foreign)"));

    // `init --resign` with a new executable, any number of times: nobody is suspected who runs what was signed for him, or what is signed now.
    [TestCase("old")]
    [TestCase("new")]
    [TestCase(null)]
    public void An_upgrade_makes_nobody_foreign(string? binary) => Assert.That(Offence(Born(["old"]), Daughter(binary)), Is.Null);

    [Test]
    public void A_genome_that_is_not_known_here_yet_may_name_it() => Assert.That(Offence(Born(["old"]), Daughter("newer") with { GenomeVersion = 2 }), Is.Null);

    [Test]
    public void What_a_founders_box_runs_is_the_operators_matter() => Assert.That(Offence(Roster.Empty, First with { Binary = "foreign" }), Is.Null);

    [Test]
    public void A_birth_that_no_ticket_was_signed_for_is_noticed() =>
        Assert.That(Offence(Begun(), With(TestClock.Noon.AddMinutes(6))), Does.StartWith("its birth ").And.EndsWith("had no ticket"));

    [Test]
    public void A_birth_older_than_the_ledger_is_not_judged() => Assert.That(Offence(Begun(), With(TestClock.Noon.AddMinutes(4))), Is.Null);

    [Test]
    public void With_other_health_cells_a_ticket_may_be_theirs() => Assert.That(Offences.Of(Begun(), With(TestClock.Noon.AddMinutes(6)), Genome(), () => false), Is.Null);

    [TestCase("no uuid")]
    [TestCase("")]
    [Category("Invariant 11")]
    public void A_birth_that_cannot_be_read_is_not_judged(string birth)
    {
        var beat = With(TestClock.Noon);
        Assert.That(Offence(Begun(), beat with { Facts = beat.Facts with { Birth = birth } }), Is.Null);
    }

    private static Roster Begun() => Roster.Empty with { Begun = TestClock.Noon };

    private static Heartbeat With(DateTimeOffset born) => TestRoster.Beat(Two, TestRoster.Born(1) with { Birth = Guid.CreateVersion7(born).ToString("D") });

    private static Roster Born(string[] signed) => Roster.Empty.With(TestRoster.Birth(1, BirthState.Proved) with { Daughter = Two, Binaries = signed });

    private static Heartbeat Daughter(string? binary) => TestRoster.Beat(Two, TestRoster.Born(1)) with { Binary = binary };

    private static SignedGenome Genome() => new(
        1, TestClock.Noon, TestClock.Noon.AddDays(90), new OrganismId("abcdefghijklmnopqrstuvwxyz"), new Dictionary<string, BinaryGene> { ["x86_64"] = new("new", "") }, TestGenes.Text, TestGenes.Of(TestGenes.Text));

    private static string? Offence(Roster roster, Heartbeat beat) => Offences.Of(roster, beat, Genome(), () => true);

    private static Roster Heard(Roster roster, Heartbeat beat, string nonce)
    {
        var (next, refusal) = Hear(roster, beat, nonce);
        Assert.That(refusal, Is.Empty);
        return next;
    }

    private static Roster Refused(Roster roster, Heartbeat beat, string nonce)
    {
        var (next, refusal) = Hear(roster, beat, nonce);
        Assert.That(refusal, Is.Not.Empty);
        return next;
    }

    private static (Roster Roster, string Refusal) Hear(Roster roster, Heartbeat beat, string nonce) => Listening.Hear(roster, beat, TestRoster.Sender(One, beat.Facts), TimeSpan.Zero, nonce);
}
