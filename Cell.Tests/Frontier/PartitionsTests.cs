using Cell.Identity;
using CsCheck;
using NUnit.Framework;

namespace Cell.Frontier;

internal sealed class PartitionsTests
{
    private static readonly Gen<List<CellId>> SomeCells = Gen.Guid.List[1, 20].Select(ids => ids.Distinct().Select(id => new CellId(id)).ToList());

    [Test]
    public void Each_queue_is_one_cells_by_any_roster_that_all_see() => SomeCells.Sample(cells =>
        cells.SelectMany(cell => Partitions.Of(cell, cells)).Order().SequenceEqual(Enumerable.Range(0, Partitions.Count)));

    [Test]
    public void When_a_cell_ends_only_its_queues_move() => SomeCells.Sample(cells =>
        cells.Skip(1).All(cell => Partitions.Of(cell, cells).IsSubsetOf(Partitions.Of(cell, cells[1..]))));

    [Test, Category("Invariant 10")]
    public void Without_a_roster_a_cell_takes_all_and_the_broker_decides() =>
        Assert.That(Partitions.Of(CellId.New(TimeProvider.System), []), Has.Count.EqualTo(Partitions.Count));
}
