using CsCheck;
using NUnit.Framework;

namespace Cell.Frontier;

internal sealed class DueHeapTests
{
    [Test]
    public void Slots_come_in_their_order() => Gen.UInt.Array[0, 200].Sample(orders =>
    {
        var heap = Of(orders);
        var taken = new List<uint>();
        while (heap.Count > 0)
        {
            taken.Add(orders[heap.Take(slot => orders[slot])]);
        }

        return taken.SequenceEqual(orders.Order());
    });

    [Test]
    public void A_slot_that_was_removed_does_not_come() => Gen.Select(Gen.UInt.Array[1, 50], Gen.Int[0, 100]).Sample((orders, slot) =>
    {
        var heap = Of(orders);
        var removed = heap.Remove(slot, at => orders[at]);
        var left = heap.Slots.ToArray();
        return removed == slot < orders.Length && left.Order().SequenceEqual(Enumerable.Range(0, orders.Length).Where(at => at != slot));
    });

    private static DueHeap Of(uint[] orders)
    {
        var heap = default(DueHeap);
        for (var slot = 0; slot < orders.Length; slot++)
        {
            heap.Add(slot, at => orders[at]);
        }

        return heap;
    }
}
