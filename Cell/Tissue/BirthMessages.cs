using Cell.Genome;
using Cell.Identity;

namespace Cell.Tissue;

/// <summary>A mother asks for leave to bear: <c>POST /v1/ticket</c>.</summary>
/// <param name="Machine">The operator's choice, or "" for the blank machine unused longest.</param>
/// <param name="Ordered">By an operator: skips deficit and ranking, none of the limits.</param>
internal sealed record TicketRequest(int V, CellId Mother, string Machine, Role Role, bool Ordered)
{
    /// <summary>The envelope that another health cell signed, to be signed too; null: a new ticket is asked for.</summary>
    public string? Proposal { get; init; }

    /// <summary>The daughter takes the place of the mother: she may have what growth leaves alone.</summary>
    public bool Replaces { get; init; }
}

/// <param name="Envelope">DSSE envelope as JSON text; "" when refused.</param>
/// <param name="Signers">PEM chains of the keepers that signed, leaf first, without roots; empty when root signed.</param>
/// <param name="Refusal">What forbids it, for people; "" when granted.</param>
internal sealed record TicketAnswer(int V, string Envelope, IReadOnlyList<string> Signers, string Refusal)
{
    /// <summary>Not null: the machine that is being switched on for her. She asks again each second; the ticket comes when its sshd answers.</summary>
    public string? Waking { get; init; }

    /// <summary>Not null: heirs signed the ticket, by this leave.</summary>
    public Bequest? Bequest { get; init; }
}

internal enum BirthState
{
    /// <summary>Ticket signed, nothing heard yet.</summary>
    Signed,
    /// <summary>Committed by the daughter's guard.</summary>
    Born,
    /// <summary>The used access is proved useless.</summary>
    Proved,
    /// <summary>Undone: the machine is blank again.</summary>
    Undone,
    /// <summary>Not known to be blank: the machine is tainted.</summary>
    Tainted,
}

/// <summary>A mother tells the keepers how far a birth came: <c>POST /v1/birth</c>.</summary>
/// <param name="Daughter">Null before she has an identity.</param>
/// <param name="Detail">The reason, or the proof in words.</param>
internal sealed record BirthReport(int V, string Birth, BirthState State, CellId? Daughter, string Detail);

/// <summary>What a health cell remembers of a ticket.</summary>
/// <param name="Ended">When the machine was free of it again; null: it may live.</param>
internal sealed record Birth(
    string Id, string Machine, CellId? Mother, Role Role, DateTimeOffset Signed, DateTimeOffset Expires, BirthState State, CellId? Daughter, DateTimeOffset? Ended, string Detail)
{
    /// <summary>When it came into its state.</summary>
    public DateTimeOffset Since { get; init; } = Signed;

    /// <summary>When the daughter was held dead; null: she lives, was never proved, or ended in order.</summary>
    public DateTimeOffset? Died { get; init; }

    /// <summary>The daughter takes the place of her mother, whose machine became slow.</summary>
    public bool Replaces { get; init; }

    /// <summary>SHA-256 of the executables that the genome named when its ticket was signed; null: not recorded.</summary>
    public IReadOnlyList<string>? Binaries { get; init; }
}
