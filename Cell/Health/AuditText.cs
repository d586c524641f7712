using Cell.Tissue;

namespace Cell.Health;

/// <summary>What one file of the audit log turned out to hold.</summary>
/// <param name="Good">So many bytes, from its start, are whole entries that follow each other.</param>
/// <param name="First">Number of the first entry; null: there is none.</param>
/// <param name="Torn">What follows is a line that was being written.</param>
/// <param name="Last">What the newest entry of each kind says.</param>
/// <param name="Fault">Where and how the rest was changed; "": nowhere.</param>
internal sealed record AuditText(int Good, long? First, AuditHead Head, bool Torn, string Fault, IReadOnlyDictionary<AuditKind, string> Last)
{
    /// <summary>Reads a file from its start. Pure.</summary>
    /// <param name="before">The last entry of the file before; null: not known.</param>
    public static AuditText Of(ReadOnlySpan<byte> content, AuditHead? before)
    {
        var good = 0;
        var number = 0;
        long? first = null;
        var head = before;
        var last = new Dictionary<AuditKind, string>();
        while (good < content.Length)
        {
            var rest = content[good..];
            var end = rest.IndexOf((byte)'\n');
            if (end < 0 || !rest.ContainsAnyExcept((byte)0))
            {
                // Nobody was answered on its strength: the answer waits for the whole line to be on disk. (Some file systems leave zeros.)
                return new AuditText(good, first, head ?? AuditHead.None, Torn: true, "", last);
            }

            number++;
            var reading = AuditChain.Read(rest[..end], head);
            if (reading is not { Fault: "", Entry: { } entry })
            {
                return new AuditText(good, first, head ?? AuditHead.None, Torn: false, $"line {number}: {reading.Fault}", last);
            }

            head = reading.Head;
            first ??= head.Seq;
            last[entry.Kind] = entry.What;
            good += end + 1;
        }

        return new AuditText(good, first, head ?? AuditHead.None, Torn: false, "", last);
    }
}
