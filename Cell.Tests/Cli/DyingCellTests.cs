using Cell.Genome;
using Cell.Health;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Cli;

internal sealed class DyingCellTests
{
    private static readonly RosterAnswer Known = Answer(
        Health.Roster.Empty
            .With(TestRoster.Id(1), TestRoster.Founder(0), CellState.Alive)
            .With(TestRoster.Id(2), TestRoster.Born(1), CellState.Alive)
            .With(TestRoster.Id(3), TestRoster.Born(2), CellState.Dead));

    [Test]
    public void A_living_cell_is_meant_by_its_whole_id() => Assert.That(DyingCell.Meant(TestRoster.Id(2).ToString(), Known).Cell, Is.EqualTo(TestRoster.Id(2)));

    // The test's ids end alike.
    [TestCase("00000000", "2 cells")]
    [TestCase("0000000", "no living cell")]
    [TestCase("", "no living cell")]
    [Category("Invariant 10")]
    public void What_means_not_exactly_one_living_cell_ends_none(string id, string meant) =>
        Assert.That(() => DyingCell.Meant(id, Known), Throws.TypeOf<CommandFailure>().With.Message.StartsWith($"{id} names {meant}: "));

    [Test]
    public void A_dead_cell_is_not_meant() => Assert.That(() => DyingCell.Meant(TestRoster.Id(3).ToString(), Known), Throws.TypeOf<CommandFailure>());

    [Test, Category("Invariant 6")]
    public void The_last_of_a_role_is_told_apart()
    {
        Assert.That(DyingCell.LastOf(DyingCell.Meant(TestRoster.Id(2).ToString(), Known), Known), Is.Null);
        Assert.That(DyingCell.LastOf(DyingCell.Meant(TestRoster.Id(1).ToString(), Known), Known), Is.EqualTo("api"));
    }

    private static RosterAnswer Answer(Health.Roster roster) => new(1, roster.Version, [.. roster.Since(0)], [], [], new Dictionary<Role, Aggregate>());
}
