using Cell.Storage;

namespace Cell.Frontier;

/// <summary>The index of every known URL: fingerprint to row. 32 bytes a URL and the open addressing of Knuth's Algorithm L (TAOCP 3, 6.4),
/// with his deletion (Algorithm R). Chunks, so that growing copies nothing but the addresses.</summary>
internal sealed class KnownUrls
{
    private const int ChunkBits = 16;
    private const int ChunkMask = (1 << ChunkBits) - 1;

    private readonly List<Slot[]> chunks = [];
    private readonly Stack<int> free = new();
    private int[] table = new int[1 << 12]; // slot + 1; 0: empty
    private int used;

    public int Count => used - free.Count;

    public ref Slot this[int slot] => ref chunks[slot >> ChunkBits][slot & ChunkMask];

    /// <returns>-1: not known.</returns>
    public int Find(ulong print)
    {
        for (var at = Home(print); table[at] != 0; at = (at + 1) & (table.Length - 1))
        {
            if (this[table[at] - 1].Print == print)
            {
                return table[at] - 1;
            }
        }

        return -1;
    }

    public int Add(ulong print)
    {
        if (Count >= table.Length / 4 * 3)
        {
            Grow();
        }

        var slot = free.Count > 0 ? free.Pop() : used++;
        if (slot >> ChunkBits == chunks.Count)
        {
            chunks.Add(new Slot[1 << ChunkBits]);
        }

        this[slot] = new Slot { Print = print };
        Enter(slot);
        return slot;
    }

    public void Remove(int slot)
    {
        var hole = Home(this[slot].Print);
        while (table[hole] != slot + 1)
        {
            hole = (hole + 1) & (table.Length - 1);
        }

        table[hole] = 0;
        for (var at = (hole + 1) & (table.Length - 1); table[at] != 0; at = (at + 1) & (table.Length - 1))
        {
            // It may fill the hole if its home does not lie between the two.
            var home = Home(this[table[at] - 1].Print);
            if (((at - home) & (table.Length - 1)) >= ((at - hole) & (table.Length - 1)))
            {
                (table[hole], table[at]) = (table[at], 0);
                hole = at;
            }
        }

        this[slot] = default;
        free.Push(slot);
    }

    public IEnumerable<int> All() => From(0);

    /// <summary>That slot and those after it.</summary>
    public IEnumerable<int> From(int first)
    {
        var unused = free.ToHashSet();
        return Enumerable.Range(first, Math.Max(0, used - first)).Where(slot => !unused.Contains(slot));
    }

    public void Clear()
    {
        chunks.Clear();
        free.Clear();
        table = new int[1 << 12];
        used = 0;
    }

    private int Home(ulong print) => (int)(print >> 32) & (table.Length - 1);

    private void Grow()
    {
        var old = table;
        table = new int[old.Length * 2];
        foreach (var entry in old.Where(entry => entry != 0))
        {
            Enter(entry - 1);
        }
    }

    private void Enter(int slot)
    {
        var at = Home(this[slot].Print);
        while (table[at] != 0)
        {
            at = (at + 1) & (table.Length - 1);
        }

        table[at] = slot + 1;
    }

    /// <summary>One known URL in memory.</summary>
    internal struct Slot
    {
        public ulong Print;
        public LogPlace Place;
        public int Host;
        public uint Due;
        public ushort Depth;
        public UrlPhase Phase;
    }
}
