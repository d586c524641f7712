using System.Globalization;
using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;

namespace Cell.Cli;

/// <summary>What a wish to revoke means, by the roster that is known. Pure.</summary>
/// <param name="Kind">With <paramref name="Id"/>: what goes on the list.</param>
/// <param name="Out">The living cells that it takes out.</param>
internal sealed record RevocationTarget(RevokedKind Kind, string Id, IReadOnlyList<RosterEntry> Out);

internal static class RevocationTargets
{
    private const int Shortest = 8;

    /// <param name="roster">Null: no cell answers; then only whole ids are known.</param>
    /// <exception cref="CommandFailure">An id means no cell or several, or its line lives and was not named.</exception>
    public static IReadOnlyList<RevocationTarget> Cells(RevocationWish wish, RosterAnswer? roster)
    {
        var targets = wish.Cells.Select(text => Cell(text, roster)).DistinctBy(target => target.Id).ToList();
        var named = targets.Select(target => target.Id).ToHashSet(StringComparer.Ordinal);
        var line = targets.SelectMany(target => target.Out).DistinctBy(entry => entry.Cell).Where(entry => !named.Contains(entry.Cell.ToString())).ToList();
        return wish.Lineage || line.Count == 0
            ? targets
            : throw new CommandFailure(ExitCode.Refused, $"Their line goes with them: {Names(line)}. Renew those first (`cell renew ID`), or say --lineage.");
    }

    /// <summary>Why the working root must not be revoked yet; null: nothing hangs on it.</summary>
    public static string? HangsOn(string root, byte[] genome, RosterAnswer? roster)
    {
        var cells = roster is null ? [] : Descent.Living(roster).Where(entry => entry.Root == root).ToList();
        var hanging = new List<string>();
        if (DsseEnvelope.FromJson(genome)?.Signatures.All(signature => signature.Keyid == root) ?? false)
        {
            hanging.Add("the genome is signed by it alone (`cell init --resign --root RECOVERY.KEY` signs the next one)");
        }

        if (cells.Count > 0)
        {
            hanging.Add($"these cells' chains end in it and would be out: {Names(cells)} (`cell renew --all --root RECOVERY.KEY` renews them)");
        }

        return hanging.Count == 0 ? null : $"Not yet: {string.Join("; ", hanging)}. --force revokes it all the same.";
    }

    public static string Names(IEnumerable<RosterEntry> entries) => string.Join(", ", entries.Select(Name));

    public static string Name(RosterEntry entry) => $"{entry.Cell.Short} ({string.Join('+', entry.Facts.Roles.Select(role => role.ToString().ToLowerInvariant()))} on {entry.Facts.Machine})";

    /// <summary>Serials are hex; a name of an operator is no serial of 32 digits.</summary>
    public static bool IsSerial(string text) => text.Length is >= 16 and <= 40 && text.All(char.IsAsciiHexDigit);

    private static RevocationTarget Cell(string text, RosterAnswer? roster)
    {
        var known = roster is null ? [] : roster.Cells.Select(entry => entry.Cell).Concat(roster.Births.Select(birth => birth.Daughter).OfType<CellId>()).Distinct().ToList();
        var meant = CellId.TryParse(text, out var whole) ? [whole]
            : text.Length >= Shortest ? known.Where(cell => cell.ToString().EndsWith(text, StringComparison.OrdinalIgnoreCase)).ToList()
            : [];
        if (meant is not [var cell])
        {
            throw new CommandFailure(
                meant.Count > 1 ? ExitCode.Usage : ExitCode.No,
                string.Create(CultureInfo.InvariantCulture, $"{text} names {(meant.Count == 0 ? "no cell that is known" : $"{meant.Count} cells")}{(roster is null ? ", for none answers: give the whole id" : "")}. `cell status --json` shows the ids; the last {Shortest} characters are enough."));
        }

        var own = roster is null ? [] : Descent.Living(roster).Where(entry => entry.Cell == cell);
        return new RevocationTarget(RevokedKind.Cell, cell.ToString(), roster is null ? [] : [.. own, .. Descent.Of(cell, roster)]);
    }
}
