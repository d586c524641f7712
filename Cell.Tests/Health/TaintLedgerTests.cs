using Cell.Tissue;
using CsCheck;
using NUnit.Framework;

namespace Cell.Health;

/// <summary>What several health cells know of machines together.</summary>
[Category("Invariant 4")]
internal sealed class TaintLedgerTests
{
    private const string Machine = "stem1.test";
    private static readonly DateTimeOffset Noon = TestClock.Noon;

    private static Taint Of(TaintCause cause, int second = 0) => new(Machine, "why", Noon.AddSeconds(second)) { Cause = cause };

    private static Roster Told(Roster listener, Roster teller) => TaintLedger.Learn(listener, [.. teller.Taints.Values], [.. teller.Clearances.Values]);

    [TestCase(TaintCause.Birth)]
    [TestCase(TaintCause.Check)]
    [TestCase(TaintCause.Slow)]
    public void A_taint_is_told_to_the_others(TaintCause cause) => Assert.That(Told(Roster.Empty, Roster.Empty.With(Of(cause))).Taints.Values, Is.EqualTo(new[] { Of(cause) }));

    [TestCase(TaintCause.Birth, false, false)]
    [TestCase(TaintCause.Birth, true, false)]
    [TestCase(TaintCause.Slow, false, false)]
    [TestCase(TaintCause.Slow, true, true)]
    [TestCase(TaintCause.Check, false, true)]
    public void What_a_look_found_well_is_well_for_all_if_a_look_can_tell(TaintCause cause, bool ordered, bool well)
    {
        var tainted = Roster.Empty.With(Of(cause));
        var looked = TaintLedger.FoundWell(tainted, Machine, ordered, Noon.AddSeconds(9));
        Assert.That(looked.Taints.IsEmpty, Is.EqualTo(well));
        Assert.That(Told(tainted, looked).Taints.IsEmpty, Is.EqualTo(well));
        Assert.That(Told(looked, tainted).Taints.IsEmpty, Is.EqualTo(well), "who did not hear of it yet brings the taint back to nobody");
    }

    [Test]
    public void A_persons_word_ends_every_taint_from_before_and_a_later_look_does_not_take_it_back()
    {
        var tainted = Roster.Empty.With(Of(TaintCause.Birth));
        var said = TaintLedger.FoundWell(TaintLedger.SaidWell(tainted, Machine, Noon.AddSeconds(5)), Machine, true, Noon.AddSeconds(9));
        Assert.That(Told(said, tainted).Taints, Is.Empty);
        Assert.That(Told(tainted, said).Taints, Is.Empty);
        Assert.That(Told(said, Roster.Empty.With(Of(TaintCause.Birth, 6))).Taints.Keys, Is.EqualTo(new[] { Machine }), "a later one");
    }

    [Test]
    public void A_taint_of_a_clock_that_is_ahead_is_ended_all_the_same() =>
        Assert.That(TaintLedger.SaidWell(Roster.Empty.With(Of(TaintCause.Birth, 100)), Machine, Noon).Taints, Is.Empty);

    [Test]
    public void A_taint_that_only_a_person_ends_takes_the_place_of_another() =>
        Assert.That(Told(Roster.Empty.With(Of(TaintCause.Check)), Roster.Empty.With(Of(TaintCause.Birth, 1))).Taints[Machine].Cause, Is.EqualTo(TaintCause.Birth));

    // Whatever each of three saw, in whatever order they tell each other: they agree.
    [Test]
    public void Health_cells_that_told_each_other_agree_on_who_is_tainted()
    {
        var deed = Gen.Select(Gen.Int[0, 2], Gen.Int[0, 5], Gen.Int[0, 50]);
        var talk = Gen.Select(Gen.Int[0, 2], Gen.Int[0, 2]);
        Gen.Select(deed.Array[0, 12], talk.Array[0, 12]).Sample((deeds, talks) =>
        {
            Roster[] cells = [Roster.Empty, Roster.Empty, Roster.Empty];
            for (var at = 0; at < Math.Max(deeds.Length, talks.Length); at++)
            {
                if (at < deeds.Length)
                {
                    var (who, what, second) = deeds[at];
                    cells[who] = what switch
                    {
                        3 or 5 => TaintLedger.FoundWell(cells[who], Machine, what == 5, Noon.AddSeconds(second)),
                        4 => TaintLedger.SaidWell(cells[who], Machine, Noon.AddSeconds(second)),
                        _ when cells[who].Taints.ContainsKey(Machine) => cells[who],
                        _ => cells[who].With(Of((TaintCause)what, second)),
                    };
                }

                if (at < talks.Length && talks[at] is var (listener, teller) && listener != teller)
                {
                    cells[listener] = Told(cells[listener], cells[teller]);
                }
            }

            for (var round = 0; round < 2; round++)
            {
                foreach (var (listener, teller) in new[] { (0, 1), (1, 2), (2, 0), (1, 0), (2, 1), (0, 2) })
                {
                    cells[listener] = Told(cells[listener], cells[teller]);
                }
            }

            return cells.All(cell => cell.Taints.ContainsKey(Machine) == cells[0].Taints.ContainsKey(Machine) && cell.Clearances.GetValueOrDefault(Machine) == cells[0].Clearances.GetValueOrDefault(Machine));
        });
    }
}
