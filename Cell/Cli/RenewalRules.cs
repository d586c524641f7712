using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;

namespace Cell.Cli;

/// <summary>What root signs: a cell's own key, and what the cell's certificate said before.</summary>
internal sealed record RenewalGrant(PublicKey Key, CellIdentity Identity);

/// <summary>May root sign this cell's key again? Pure. What counts is the certificate over the key and the roster, not what the cell says of itself.</summary>
internal static class RenewalRules
{
    /// <summary>Before it is asked. Null: it may be.</summary>
    public static string? Refusal(RosterEntry entry, Genes genes) => true switch
    {
        _ when entry.State == CellState.Newborn => $"it is a newborn: {entry.Reason}. A birth must be proved first",
        _ when !genes.Pool.Machines.Any(machine => machine.Host == entry.Facts.Machine) =>
            $"{entry.Facts.Machine} is not in the signed pool any more: root signs nothing for it",
        _ => null,
    };

    /// <param name="entry">As the roster has it.</param>
    public static (RenewalGrant? Grant, string Refusal) Judge(RenewalRequest asked, RosterEntry entry, LineageRules rules)
    {
        if (BirthRequest.KeyOf(asked.Request) is not { } key)
        {
            return (null, "its request is not signed by a P-256 key");
        }

        if (Chain(asked.Chain) is not { } chain)
        {
            return (null, "it shows no certificates that can be read");
        }

        var verdict = Lineage.Check(chain, rules);
        if (verdict is not LineageVerdict.Accepted(var shown))
        {
            return (null, $"its certificate is not good: {(verdict as LineageVerdict.Refused)?.Reason}");
        }

        var facts = entry.Facts;
        return true switch
        {
            _ when !key.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(chain[0].PublicKey.ExportSubjectPublicKeyInfo()) => (null, "its request is by another key than its certificate's"),
            _ when shown.Id != entry.Cell => (null, $"its certificate is of {shown.Name}, the roster has {entry.Cell} there"),
            _ when shown.Machine != facts.Machine || shown.Slot != facts.Slot => (null, $"its certificate is for {shown.Machine} slot {shown.Slot}, the roster has it on {facts.Machine} slot {facts.Slot}"),
            _ when shown.Serial != facts.Serial && !shown.Renews(entry.Cell, facts.Generation, facts.CertificateBegins) => (null, $"its certificate {shown.Serial} is not the roster's one, {facts.Serial}"),
            _ => (new RenewalGrant(key, shown), ""),
        };
    }

    private static IReadOnlyList<X509Certificate2>? Chain(string pem)
    {
        try
        {
            return Pem.Read(pem) is { Count: > 0 } chain ? chain : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
