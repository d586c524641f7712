using Cell.Identity;
using Cell.Tissue;

namespace Cell.Health;

/// <summary>A roster entry and what only its keeper needs.</summary>
/// <param name="Sender">As its certificate said.</param>
/// <param name="Heard">Time of the last heartbeat, on the keeper's monotonic clock.</param>
/// <param name="Sequence">Of the last heartbeat within the incarnation.</param>
/// <param name="Nonce">Given with the last answer.</param>
/// <param name="EarlierNonce">Echoed by it: the answer may get lost, so this one is good again.</param>
internal sealed record Member(RosterEntry Entry, CellIdentity Sender, TimeSpan Heard, long Sequence, string Nonce, string EarlierNonce)
{
    public Arrivals Arrivals { get; init; } = Arrivals.Unknown;

    /// <summary>Since when its port was found closed, on the keeper's clock; null: it was not, or a heartbeat came since.</summary>
    public TimeSpan? Closed { get; init; }

    /// <summary>It is revoked.</summary>
    public bool Struck { get; init; }

    /// <summary>Since the last heartbeat; null: nobody was asked, or nobody knew.</summary>
    public Testimony? Testimony { get; init; }

    /// <summary>The nonce that a sender of an earlier incarnation was refused with last; "": there was none.</summary>
    public string Challenge { get; init; } = "";

    /// <summary>Where that sender says that it is reached.</summary>
    public string Rival { get; init; } = "";

    /// <summary>The earlier incarnation echoed a challenge: it lived when it was refused first.</summary>
    public bool Answered { get; init; }

    /// <summary>A nonce was given to the present incarnation after the first challenge.</summary>
    public bool Challenged { get; init; }

    /// <summary>The present incarnation echoed such a nonce: it lived when the earlier one was heard.</summary>
    public bool Outlived { get; init; }
}

/// <summary>What others said of a silent cell.</summary>
/// <param name="At">When they were asked, on the keeper's clock.</param>
/// <param name="Answered">How many of them knew it.</param>
internal sealed record Testimony(TimeSpan At, int Answered, bool Reached);
