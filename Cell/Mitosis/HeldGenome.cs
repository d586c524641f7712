using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cell.Genome;
using Cell.Identity;
using Cell.Storage;
using Cell.Tissue;

namespace Cell.Mitosis;

/// <summary>The guard's look at the genome in the daemon's folder. The daemon may hide it or keep an old one; it cannot forge one.
/// Nothing is read through links, from pipes, or beyond a bound.</summary>
internal static class HeldGenome
{
    private const int MostList = 16 * 1024 * 1024;

    /// <param name="folder">The daemon's data.</param>
    /// <param name="roots">The machine's pinned roots.</param>
    /// <param name="least">No older version counts.</param>
    /// <returns>Null: there is none that root's word stands for.</returns>
    public static SignedGenome? Look(string folder, string roots, string organism, int least)
    {
        var data = new DataFolder(folder);
        if (!File.Exists(roots) || PlainFile.Read(folder, data.Genome, SignedGenome.MostBytes) is not { } envelope)
        {
            return null;
        }

        return Look(data, envelope, Pinned(roots), organism, least);
    }

    private static SignedGenome? Look(DataFolder data, byte[] envelope, IReadOnlyList<X509Certificate2> pinned, string organism, int least)
    {
        if (pinned.Count == 0)
        {
            return null;
        }

        var id = OrganismId.Of(Roots.Spki(pinned[0]));
        var keys = Roots.Good(pinned, RevokedAt(data, id, pinned)).Select(Roots.Spki).ToList();
        return id.Value == organism && GenomeAdoption.Held(envelope, id, keys) is GenomeVerdict.Adopted(var genome) && genome.Version >= least ? genome : null;
    }

    private static IReadOnlyList<X509Certificate2> Pinned(string roots)
    {
        try
        {
            return Pem.Read(File.ReadAllText(roots));
        }
        catch (CryptographicException)
        {
            return [];
        }
    }

    // Its date was judged by the daemon, with a clock that was right then.
    private static Revocations RevokedAt(DataFolder data, OrganismId id, IReadOnlyList<X509Certificate2> roots) =>
        PlainFile.Read(data.Path, data.Revocations, MostList) is { } list
            ? RevocationList.Verify(Revocations.None, list, id, roots, DateTimeOffset.MaxValue - GenomeAdoption.Skew).Adopted ?? Revocations.None
            : Revocations.None;
}
