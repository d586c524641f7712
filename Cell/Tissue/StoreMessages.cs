using Cell.Genome;

namespace Cell.Tissue;

/// <summary><c>GET /store</c> and <c>POST /store</c> (move) on the control socket: where an API keeps its pages.</summary>
/// <param name="Held">Numbers of the log whose links the frontier has not got yet.</param>
/// <param name="Silence">Why the database is not used now; "" when it is.</param>
/// <param name="Left">Not null: the pages are moving to the database, and so many numbers of the log are not copied yet.</param>
/// <param name="Trouble">What the move waits for; "" when it goes on.</param>
internal sealed record StoreView(int V, StoreKind Kind, Guid Origin, long Pages, long Held, string Silence, long? Left, string Trouble);

/// <summary>Move into the database.</summary>
internal sealed record StoreOrder(int V);
