using System.Text;
using Cell.Identity;
using Cell.Storage;
using Cell.Tissue;

namespace Cell.Mitosis;

/// <summary>The guard's look at the list of revocations in the daemon's folder. The daemon may hide the list or its own chain; it cannot forge a
/// list, and a false chain only ends the liar. Nothing is read through links, from pipes, or beyond a bound.</summary>
internal static class RevokedCell
{
    // 10,000 entries as base64 in JSON.
    private const int MostList = 16 * 1024 * 1024;
    private const int MostChain = 1024 * 1024;

    /// <param name="folder">The daemon's data.</param>
    /// <param name="roots">The machine's pinned roots.</param>
    /// <returns>Why the cell is out; null: it is not, or what lies there cannot be read.</returns>
    public static string? Look(string folder, string roots)
    {
        var data = new DataFolder(folder);
        return File.Exists(roots) && PlainFile.Read(folder, data.Revocations, MostList) is { } list && PlainFile.Read(folder, data.ChainFile, MostChain) is { } chain
            ? RevokedChain.Of(Encoding.Latin1.GetString(chain), list, File.ReadAllText(roots))
            : null;
    }
}
