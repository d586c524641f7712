namespace Cell.Frontier;

/// <summary>URLs of one host by an order that lies in the index: a binary heap of slots, four bytes each.</summary>
internal struct DueHeap
{
    private int[]? slots;

    public int Count { get; private set; }

    public readonly ReadOnlySpan<int> Slots => slots.AsSpan(0, Count);

    public readonly int First => slots![0]; // of one that is not empty

    public void Add(int slot, Func<int, ulong> order)
    {
        slots ??= new int[2];
        if (Count == slots.Length)
        {
            Array.Resize(ref slots, Count + (Count / 2) + 1);
        }

        var at = Count++;
        var rank = order(slot);
        for (var parent = (at - 1) / 2; at > 0 && order(slots[parent]) > rank; parent = (at - 1) / 2)
        {
            slots[at] = slots[parent];
            at = parent;
        }

        slots[at] = slot;
    }

    /// <summary>Looks at all of it: for the rare order of a person.</summary>
    /// <returns>False: it is not here.</returns>
    public bool Remove(int slot, Func<int, ulong> order)
    {
        var rest = Slots.ToArray();
        if (!rest.Contains(slot))
        {
            return false;
        }

        (slots, Count) = (null, 0);
        foreach (var other in rest.Where(other => other != slot))
        {
            Add(other, order);
        }

        return true;
    }

    public int Take(Func<int, ulong> order)
    {
        var first = slots![0]; // of one that is not empty
        var last = slots[--Count];
        var rank = order(last);
        var at = 0;
        for (var child = 1; child < Count; child = (2 * at) + 1)
        {
            child += child + 1 < Count && order(slots[child + 1]) < order(slots[child]) ? 1 : 0;
            if (order(slots[child]) >= rank)
            {
                break;
            }

            slots[at] = slots[child];
            at = child;
        }

        slots[at] = last;
        if (Count == 0)
        {
            slots = null;
        }

        return first;
    }
}
