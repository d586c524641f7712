using System.Security.Cryptography.X509Certificates;
using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;

namespace Cell.Mitosis;

/// <summary>A birth that the implant accepts.</summary>
internal sealed record AcceptedBirth(Ticket Ticket, SignedGenome Genome, Revocations Revoked, PoolMachine Machine, OrganismId Organism);

/// <summary>The implant's judgement of an order, before anything is touched. Pure.</summary>
internal static class BirthRules
{
    /// <param name="roots">Pinned on this machine by pool add.</param>
    /// <param name="hostKeys">This machine's own host keys, public lines.</param>
    /// <returns>The birth, or why not.</returns>
    public static (AcceptedBirth? Birth, string Refusal) Judge(BirthOrder order, IReadOnlyList<X509Certificate2> roots, IReadOnlyList<string> hostKeys, DateTimeOffset now)
    {
        if (!IsWhole(order))
        {
            return (null, "The order lacks its parts.");
        }

        var organism = OrganismId.Of(Roots.Spki(roots[0]));
        if ((order.Now - now).Duration() > GenomeAdoption.Skew)
        {
            return (null, $"The clocks differ by {(order.Now - now).Duration().TotalMinutes:0} min (here it is {now:u}): set this machine's clock.");
        }

        var (revoked, unread) = order.Revocations.Length == 0 ? (Revocations.None, "") : RevocationList.Verify(Revocations.None, order.Revocations, organism, roots, now);
        if (revoked is null)
        {
            return (null, $"The list of revocations is not good: {unread}");
        }

        var keys = Roots.Good(roots, revoked).Select(Roots.Spki).ToList();
        if (GenomeAdoption.Judge(null, order.Genome, organism, keys, now) is not GenomeVerdict.Adopted(var genome))
        {
            return (null, "The genome is not a valid one, signed by the root that is pinned on this machine.");
        }

        var rules = new LineageRules(organism, roots, genome.Genes, revoked, now, null, _ => true);
        var signers = order.Signers.Select(pem => Keeper(pem, rules)).OfType<Signature>().ToList();
        if (signers.Count < order.Signers.Count)
        {
            return (null, "The ticket comes with a signer that is no health cell of this organism, or is revoked.");
        }

        var (granted, ungranted) = order.Bequest is { } bequest ? Inherited(order, bequest, rules) : Granted(order, signers, keys);
        if (granted is not { } ticket)
        {
            return (null, ungranted);
        }

        var machine = genome.Genes.Pool.Machines.FirstOrDefault(entry => entry.Host == ticket.Machine);
        return true switch
        {
            _ when ticket.Organism != organism.Value => (null, $"The ticket is of organism {ticket.Organism}."),
            _ when ticket.RevocationVersion > revoked.Version => (null, $"The list of revocations is version {revoked.Version}; who signed the ticket has version {ticket.RevocationVersion}."),
            _ when ticket.Mother is { } mother && revoked.Of(RevokedKind.Cell, mother.ToString()) is { } struck => (null, $"The mother may not bear: {struck}."),
            _ when ticket.Expires < now || ticket.Expires > now + Ticket.Lifetime + GenomeAdoption.Skew => (null, $"The ticket is not for now: it ends at {ticket.Expires:u}, it is {now:u}."),
            _ when machine is null || machine.Founder => (null, $"{ticket.Machine} is no machine of the signed pool that may be born on."),
            _ when !hostKeys.Any(key => SameKey(key, machine.HostKey)) => (null, $"The ticket is for {ticket.Machine}, whose host key is not this machine's."),
            _ when !order.Nonce.All(char.IsAsciiHexDigitLower) || order.Nonce.Length != 32 => (null, "The nonce is not 32 hexadecimal digits."),
            _ when !IsKeyLine(order.Witness) => (null, "The witness is not a public key."),
            _ => (new AcceptedBirth(ticket, genome, revoked, machine, organism), ""),
        };
    }

    private static (Ticket? Ticket, string Refusal) Granted(BirthOrder order, List<Signature> signers, List<byte[]> roots) =>
        TicketSigning.Read(order.Ticket, signers.Count == 0 ? roots : signers.Select(signer => signer.Key)) is not { } ticket ? (null, "There is no ticket signed by a health cell or the root.")
        : signers.Count > 0 && Minority(order.Ticket, ticket, signers) is { } minority ? (null, minority)
        : (ticket, "");

    // No health cell lives: the heirs of the last ones signed (design.md 5).
    private static (Ticket? Ticket, string Refusal) Inherited(BirthOrder order, Bequest bequest, LineageRules rules)
    {
        var (ticket, refusal) = bequest.Read(rules);
        return ticket is not null && bequest.Ticket != order.Ticket ? (null, "The order comes with two tickets.") : (ticket, refusal.Length > 0 ? $"The ticket is not good: {refusal}." : "");
    }

    // It comes as JSON from the other end of a wire: whatever the types say, anything may be missing.
    private static bool IsWhole(BirthOrder order) =>
        order is { Ticket: not null, Signers: not null, Genome: not null, Revocations: not null, Witness: not null, Nonce: not null, Bequest: null or { Ticket: not null, Will.Envelope: not null } } && order.Signers.All(signer => signer is not null);

    /// <summary>The certificate must be the one that the ticket allows, signed by the mother that the ticket is for; null: it is.</summary>
    public static string? Wrong(IReadOnlyList<X509Certificate2> chain, AcceptedBirth birth, IReadOnlyList<X509Certificate2> roots, DateTimeOffset now) =>
        Lineage.Check(chain, new LineageRules(birth.Organism, roots, birth.Genome.Genes, birth.Revoked, now, null, _ => true)) switch
        {
            LineageVerdict.Refused(var reason) => $"The certificate is not good: {reason}.",
            LineageVerdict.Accepted(var identity) when identity.Machine != birth.Machine.Host || !identity.Roles.SequenceEqual([birth.Ticket.Role]) => "The certificate is not the one that the ticket allows.",
            LineageVerdict.Accepted(var identity) when SignerOf(identity) != (birth.Ticket.Mother?.ToString() ?? "root") => $"The certificate is signed by {SignerOf(identity)}; the ticket is for {birth.Ticket.Mother?.ToString() ?? "root"}.",
            _ => null,
        };

    // One health cell alone cannot let anybody be born while others may live (design.md 5).
    private static string? Minority(string envelope, Ticket ticket, List<Signature> signers)
    {
        var signed = TicketSigning.Signed(envelope, signers.Select(signer => signer.Key)).ToList();
        var machines = signers.Where(signer => signed.Exists(key => key.SequenceEqual(signer.Key))).Select(signer => signer.Machine).Distinct(StringComparer.Ordinal).Count(machine => ticket.Electorate?.Contains(machine) == true);
        return machines >= ticket.Needed ? null : $"The ticket has the signatures of {machines} of the {ticket.Electorate?.Count ?? 0} health cells that may live; it needs {ticket.Needed}.";
    }

    private static string SignerOf(CellIdentity identity) => identity.Ancestors is [var mother, ..] ? mother : "root";

    private sealed record Signature(string Machine, byte[] Key);

    private static Signature? Keeper(string pem, LineageRules rules)
    {
        try
        {
            var chain = Pem.Read(pem);
            return Lineage.Check(chain, rules) is LineageVerdict.Accepted({ IsOperator: false } identity) && identity.Roles.Contains(Role.Health)
                ? new Signature(identity.Machine, chain[0].PublicKey.ExportSubjectPublicKeyInfo())
                : null;
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return null;
        }
    }

    // ssh-ed25519 AAAA… comment: type and blob count
    internal static bool SameKey(string one, string other) => one.Split(' ') is [var type, var blob, ..] && other.Split(' ') is [var otherType, var otherBlob, ..] && type == otherType && blob == otherBlob;

    private static bool IsKeyLine(string text) =>
        text.Split(' ') is ["ecdsa-sha2-nistp256" or "ssh-ed25519", { Length: > 40 and < 400 } blob] && blob.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '+' or '/' or '=');
}
