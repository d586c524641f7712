using Cell.Identity;

namespace Cell.Tissue;

/// <summary>What an entry of the audit log tells of.</summary>
internal enum AuditKind
{
    Genome,
    Revocations,
    Brake,
    /// <summary>A keeper's leave for a birth.</summary>
    Ticket,
    /// <summary>How far a birth came.</summary>
    Birth,
    /// <summary>An operator ordered a birth, and how that ended.</summary>
    Divide,
    /// <summary>An operator ordered a cell to end.</summary>
    Die,
    Seeds,
    /// <summary>Pages were put back from a backup, or the index is made anew.</summary>
    Pages,
    Blank,
    Renew,
    Secrets,
    /// <summary>An API's pages are moved.</summary>
    Store,
    /// <summary>A machine is switched on for a birth, or could not be.</summary>
    Power,
    /// <summary>A look at a machine found something wrong, or found it well again.</summary>
    Taint,
    /// <summary>A cell came into quarantine here, or an operator ended it.</summary>
    Quarantine,
    /// <summary>An order that was not followed.</summary>
    Refused,
    /// <summary>The log's last line was cut off: it was being written when the cell fell.</summary>
    Repaired,
    /// <summary>The log was found changed.</summary>
    Broken,
    /// <summary>Another health cell's log contradicts what it said before.</summary>
    Contradicted,
}

/// <summary>What was ordered or done.</summary>
/// <param name="By">"operator NAME", "root", "recovery root", "cell ID", "box:UID/user" for the control socket; never what the caller says of itself.</param>
/// <param name="What">For people.</param>
/// <param name="From">Address or cell that it came from; "" when it was this box.</param>
internal sealed record AuditDeed(AuditKind Kind, string By, string What, string From);

/// <summary>An order that arrived at another cell: <c>POST /v1/audit</c>.</summary>
/// <param name="Id">A UUID: told twice, it is written once.</param>
internal sealed record AuditNote(int V, string Id, AuditDeed Deed);

/// <summary>One line of the log, but for its hash.</summary>
/// <param name="Seq">From 1.</param>
/// <param name="Start">Number of the first entry of its file: a file may be missing as a whole, never its first lines.</param>
/// <param name="Prev">Hash of the entry before, lower-case hex; of the first 64 zeros.</param>
internal sealed record AuditEntry(long Seq, long Start, DateTimeOffset At, AuditKind Kind, string By, string What, string From, string Prev);

/// <summary>The last entry of a log.</summary>
/// <param name="Seq">0: there is none.</param>
/// <param name="Hash">SHA-256 of the line without its hash, lower-case hex.</param>
internal sealed record AuditHead(long Seq, string Hash)
{
    public static readonly AuditHead None = new(0, new string('0', 64));
}

/// <summary><c>GET /audit?after=SEQ</c> on the control socket.</summary>
/// <param name="Lines">As they stand in the file.</param>
/// <param name="Next">What to ask for after this.</param>
/// <param name="More">There is more.</param>
/// <param name="Head">The last entry that the cell knows it has written.</param>
internal sealed record AuditPage(int V, CellId Cell, IReadOnlyList<string> Lines, long Next, bool More, AuditHead Head);
