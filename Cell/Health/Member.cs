using Cell.Identity;
using Cell.Tissue;

namespace Cell.Health;

/// <summary>A roster entry and what only its keeper needs.</summary>
/// <param name="Sender">As its certificate said.</param>
/// <param name="Heard">Time of the last heartbeat, on the keeper's monotonic clock.</param>
/// <param name="Sequence">Of the last heartbeat within the incarnation.</param>
/// <param name="Nonce">Given with the last answer.</param>
/// <param name="EarlierNonce">Given before: an answer may get lost, so the one before is good as well.</param>
internal sealed record Member(RosterEntry Entry, CellIdentity Sender, TimeSpan Heard, long Sequence, string Nonce, string EarlierNonce);
