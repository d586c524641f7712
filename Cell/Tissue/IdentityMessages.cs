using Cell.Genome;
using Cell.Identity;

namespace Cell.Tissue;

/// <summary><c>GET /renewal</c>: a cell asks root to sign its key again.</summary>
/// <param name="Request">PKCS#10, signed by the key.</param>
/// <param name="Chain">The certificates over that key that it lives by: PEM, leaf first, without root.</param>
internal sealed record RenewalRequest(int V, byte[] Request, string Chain);

/// <summary><c>POST /identity</c>: the chain to live by from now on, PEM.</summary>
internal sealed record RenewedIdentity(int V, string Chain);

/// <summary>The certificate that is held after a chain was offered.</summary>
/// <param name="Refusal">Why the offered one was not taken; "" when it was, or is held already.</param>
internal sealed record HeldIdentity(int V, string Serial, int Generation, DateTimeOffset Ends, string Refusal);

/// <summary><c>GET /whoami</c>.</summary>
/// <param name="Lineage">This cell first, the founder last; root signed that one.</param>
/// <param name="Mother">Who bore it, whoever signs for it now; null: root did.</param>
/// <param name="State">On the roster; null: it does not stand there.</param>
internal sealed record WhoamiAnswer(
    int V,
    string Organism,
    string Name,
    CellId Cell,
    IReadOnlyList<Role> Roles,
    string Machine,
    int Slot,
    CellId? Mother,
    IReadOnlyList<Ancestor> Lineage,
    string Root,
    int Generation,
    int GenerationsLeft,
    string Serial,
    DateTimeOffset CertificateBegins,
    DateTimeOffset CertificateEnds,
    int GenomeVersion,
    DateTimeOffset GenomeExpires,
    CellState? State,
    IReadOnlyList<Power> Powers,
    IReadOnlyList<string> Warnings);

/// <param name="Cell">As its certificate names it.</param>
internal sealed record Ancestor(string Cell, int Generation);
