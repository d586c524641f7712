using System.Security.Cryptography.X509Certificates;

namespace Cell.Identity;

/// <summary>What a cell does with a chain that it is offered in place of its own.</summary>
internal abstract record RenewalVerdict
{
    public sealed record Renewed(CellCredentials Credentials) : RenewalVerdict;

    /// <summary>Held already.</summary>
    public sealed record Same : RenewalVerdict;

    public sealed record Refused(string Reason) : RenewalVerdict;
}

/// <summary>Root signs a living cell's key again, as generation 0: the same key, id, machine, slot and roles, and nothing older than what is held. Pure.</summary>
internal static class Renewal
{
    /// <param name="chain">Leaf first; the root may stand at its end or be left out.</param>
    public static RenewalVerdict Judge(CellCredentials held, IReadOnlyList<X509Certificate2> chain, LineageRules rules)
    {
        var verdict = Lineage.Check(chain, rules);
        if (verdict is not LineageVerdict.Accepted(var next))
        {
            return new RenewalVerdict.Refused($"Every peer would refuse it: {(verdict as LineageVerdict.Refused)?.Reason}.");
        }

        var own = held.Identity;
        if (next.Serial == own.Serial && chain[0].RawData.AsSpan().SequenceEqual(held.Leaf.RawData))
        {
            return new RenewalVerdict.Same();
        }

        return Refusal(held, next, chain[0]) is { } refusal
            ? new RenewalVerdict.Refused(refusal)
            : new RenewalVerdict.Renewed(held with { Identity = next, Chain = [chain[0]] });
    }

    private static string? Refusal(CellCredentials held, CellIdentity next, X509Certificate2 leaf)
    {
        var own = held.Identity;
        return true switch
        {
            _ when next.Id != own.Id => $"It is for {next.Name}; this is cell {own.Name}.",
            _ when next.Generation != 0 => $"It is signed by a mother (generation {next.Generation}): only root renews.",
            _ when !IsOf(held, leaf) => "It is for another key than this cell's.",
            _ when next.Machine != own.Machine || next.Slot != own.Slot => $"It is for {next.Machine} slot {next.Slot}; this cell lives on {own.Machine} slot {own.Slot}.",
            _ when !next.Roles.SequenceEqual(own.Roles) => $"Its roles are {string.Join('+', next.Roles)}; this cell has {string.Join('+', own.Roles)}.",
            _ when !next.Renews(own.Id, own.Generation, own.Begins) => $"It is not newer than the certificate that is held: that one begins at {own.Begins:u}, this one at {next.Begins:u}.",
            _ => null,
        };
    }

    private static bool IsOf(CellCredentials held, X509Certificate2 leaf) =>
        held.Key.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(leaf.PublicKey.ExportSubjectPublicKeyInfo());
}
