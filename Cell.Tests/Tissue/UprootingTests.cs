using Cell.Genome;
using Cell.Health;
using Cell.Identity;
using NUnit.Framework;

namespace Cell.Tissue;

internal sealed class UprootingTests
{
    private static readonly CellId Crawler = TestRoster.Id(2);

    [Test]
    public void A_machine_that_holds_a_living_cell_stays_in_the_pool() => Assert.That(
        Of(CellState.Alive, TestGenes.Text.Replace(TestGenes.Stem1, "other.test", StringComparison.Ordinal)),
        Is.EqualTo($"stem1.test holds the living cell {Crawler}: its entry would be gone from the pool. It must end first."));

    [TestCase(CellState.Newborn)]
    [TestCase(CellState.Suspect)]
    public void A_newborn_and_a_suspect_live(CellState state) => Assert.That(Of(state, Without(TestGenes.Stem1)), Does.Contain($"{Crawler}"));

    [TestCase(CellState.Dead)]
    [TestCase(CellState.Gone)]
    public void The_machine_of_a_cell_that_ended_may_go(CellState state) => Assert.That(Of(state, Without(TestGenes.Stem1)), Is.Empty);

    [Test]
    public void Another_machine_may_go() => Assert.That(Of(CellState.Alive, Without(TestGenes.Stem2)), Is.Empty);

    [Test]
    public void Her_machine_stays_the_same_one_by_its_key() => Assert.That(
        Of(CellState.Alive, TestGenes.Text.Replace(TestGenes.HostKey(1), TestGenes.HostKey(7), StringComparison.Ordinal)), Does.Contain("would name another machine by its hostKey"));

    [Test]
    public void A_comment_is_no_part_of_a_key() => Assert.That(
        Of(CellState.Alive, TestGenes.Text.Replace(TestGenes.HostKey(1), TestGenes.HostKey(1) + " root@stem1", StringComparison.Ordinal)), Is.Empty);

    [Test]
    public void Her_machine_does_not_turn_into_a_founders_box() => Assert.That(
        Of(CellState.Alive, TestGenes.Text.Replace($"\"addresses\": [\"{TestGenes.Address(1)}\"]", $"\"founder\": true, \"addresses\": [\"{TestGenes.Address(1)}\"]", StringComparison.Ordinal)),
        Does.Contain("would turn into a box of founder cells"));

    [Test]
    public void Her_address_stays_among_the_entrys() => Assert.That(
        Of(CellState.Alive, TestGenes.Text.Replace($"[\"{TestGenes.Address(1)}\"]", "[\"10.77.2.0/24\"]", StringComparison.Ordinal)),
        Does.Contain($"would not have the address {TestGenes.Address(1)} any more"));

    [Test]
    public void A_wider_network_around_her_address_is_fine() => Assert.That(
        Of(CellState.Alive, TestGenes.Text.Replace($"[\"{TestGenes.Address(1)}\"]", "[\"10.77.0.0/16\"]", StringComparison.Ordinal)), Is.Empty);

    [TestCase(BirthState.Signed, true)]
    [TestCase(BirthState.Undone, false)]
    public void A_birth_under_way_keeps_its_machine(BirthState state, bool keeps)
    {
        var roster = Answer([], [TestRoster.Birth(1, state)]);
        Assert.That(Uprooting.Of(TestGenes.Of(TestGenes.Text), TestGenes.Of(Without(TestGenes.Stem1)), roster), keeps ? Does.StartWith("stem1.test holds birth birth-1, which is under way") : Is.Empty);
    }

    private static string Of(CellState state, string draft) => Uprooting.Of(
        TestGenes.Of(TestGenes.Text), TestGenes.Of(draft), Answer([new RosterEntry(Crawler, 1, state, "", 1, TestRoster.Born(1), TestRoster.Vitals)], []));

    private static string Without(string host) => GenesDraft.RemoveMachine(TestGenes.Text, host);

    private static RosterAnswer Answer(IReadOnlyList<RosterEntry> cells, IReadOnlyList<Birth> births) => new(1, 1, cells, births, [], new Dictionary<Role, Aggregate>());
}
