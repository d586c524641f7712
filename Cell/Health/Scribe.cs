using Cell.Identity;
using Cell.Tissue;

namespace Cell.Health;

/// <summary>Writes orders into the audit log, and remembers where the logs of the other health cells ended.</summary>
internal sealed class Scribe(AuditLog log, TimeProvider time)
{
    private const int MostRemembered = 1000;
    private static readonly AuditKind[] Tellable = [AuditKind.Divide, AuditKind.Die, AuditKind.Seeds, AuditKind.Blank, AuditKind.Taint, AuditKind.Renew, AuditKind.Secrets, AuditKind.Store, AuditKind.Refused];

    private readonly Allowance refusals = new(20, 1, time);
    private readonly Allowance told = new(200, 60, time);
    private readonly Lock remembering = new();
    private readonly Dictionary<CellId, AuditHead> heads = [];
    private readonly Queue<string> order = new();
    private readonly HashSet<string> taken = new(StringComparer.Ordinal);

    public AuditHead Head => log.Head;

    /// <summary>What the newest entry of that kind says; null: there is none in the file that is written to.</summary>
    public string? Last(AuditKind kind) => log.Last(kind);

    public AuditPage Read(long after, CellId cell) => log.Read(after, cell);

    /// <exception cref="IOException">It is not on disk.</exception>
    public void Write(AuditDeed deed) => log.Append(deed);

    /// <summary>An order that was not followed: measured, for whoever sends bad ones sends many.</summary>
    public void Refuse(string by, string what, string from)
    {
        if (refusals.Lets(by, what))
        {
            log.Append(new AuditDeed(AuditKind.Refused, by, what, from));
        }
    }

    /// <summary>What another cell tells of an order that it was given.</summary>
    /// <exception cref="RefusedException">Not every kind of entry can be told.</exception>
    /// <exception cref="IOException">It is not on disk, or she tells too much: she may try again.</exception>
    public AuditHead Take(AuditNote note, CellIdentity sender)
    {
        if (sender.IsOperator || !Tellable.Contains(note.Deed.Kind))
        {
            throw new RefusedException($"{note.Deed.Kind} is not told to a health cell: it sees for itself.");
        }

        lock (remembering)
        {
            if (taken.Contains(note.Id))
            {
                return log.Head;
            }

            var teller = $"cell {sender.Name}";
            if (!told.Lets(teller, ""))
            {
                throw new IOException($"{teller} tells more than the audit log takes: again later.");
            }

            log.Append(note.Deed with { From = note.Deed.From.Length > 0 ? $"{teller}, from {note.Deed.From}" : teller });
            taken.Add(note.Id);
            order.Enqueue(note.Id);
            if (order.Count > MostRemembered)
            {
                taken.Remove(order.Dequeue());
            }

            return log.Head;
        }
    }

    /// <summary>Another health cell says where its log ends: it may grow, never shrink and never change.</summary>
    public void Saw(CellId cell, AuditHead now)
    {
        lock (remembering)
        {
            var before = heads.GetValueOrDefault(cell, AuditHead.None);
            if (now.Seq < before.Seq || (now.Seq == before.Seq && now.Hash != before.Hash))
            {
                Refuted(cell, before, now);
            }

            if (heads.Count >= MostRemembered && !heads.ContainsKey(cell))
            {
                heads.Clear();
            }

            heads[cell] = now;
        }
    }

    private void Refuted(CellId cell, AuditHead before, AuditHead now)
    {
        var what = $"Its audit log ended with entry {before.Seq} ({before.Hash[..12]}) before, now with {now.Seq} ({now.Hash[..12]}): entries are missing or were changed.";
        if (refusals.Lets($"cell {cell}", what))
        {
            log.Append(new AuditDeed(AuditKind.Contradicted, $"cell {cell}", what, ""));
        }
    }
}
