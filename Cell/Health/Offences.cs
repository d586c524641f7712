using System.Globalization;
using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;

namespace Cell.Health;

/// <summary>What a heartbeat shows of its sender that forbids to trust it. Only what no restart, no lost answer, no clock and no upgrade explains. Pure.</summary>
internal static class Offences
{
    /// <param name="alone">No other health cell may have signed a ticket that is not known here.</param>
    /// <returns>Null: nothing.</returns>
    public static string? Of(Roster roster, Heartbeat beat, SignedGenome genome, Func<bool> alone)
    {
        var known = roster.Members.GetValueOrDefault(beat.Cell);
        return (known is null ? null : Fork(known, beat)) ?? ForeignBinary(roster, beat, genome) ?? (WithoutTicket(roster, beat) is { } none && alone() ? none : null);
    }

    /// <summary>Two processes with one identity. A process that was started again has a higher incarnation; that the one before it still lives
    /// shows when it echoes a nonce which was given to it after that, while the other goes on as well.</summary>
    private static string? Fork(Member known, Heartbeat beat)
    {
        var other = known.Rival.Length > 0 && beat.Facts.Tissue == known.Entry.Facts.Tissue ? known.Rival : known.Entry.Facts.Tissue;
        var both = $"two senders with one identity, at {Cut(other)} and {Cut(beat.Facts.Tissue)}";
        return true switch
        {
            _ when beat.Incarnation < known.Entry.Incarnation => Listening.Answers(known, beat) && known.Outlived ? both : null,
            _ when beat.Incarnation > known.Entry.Incarnation || known.Entry.State == CellState.Dead => null,
            _ when Listening.IsLate(known, beat) => null,
            _ when known.Answered && Listening.Outlives(known, beat) => both,
            _ when beat.Nonce != known.Nonce && beat.Nonce != known.EarlierNonce => both,
            _ => null,
        };
    }

    /// <summary>A born cell came as an executable that root had signed. It may go on as that after any number of later genomes; what its founder box
    /// runs is the operator's own matter.</summary>
    private static string? ForeignBinary(Roster roster, Heartbeat beat, SignedGenome genome) =>
        beat.Binary is { Length: > 0 } binary && beat.GenomeVersion <= genome.Version && roster.Births.GetValueOrDefault(beat.Facts.Birth) is { Binaries: { } signed }
            && !signed.Contains(binary) && !genome.Binaries.Values.Any(gene => gene.Sha256 == binary)
            ? $"it runs an executable that neither this genome nor the one of its birth names (SHA-256 {Cut(binary)})"
            : null;

    private static string? WithoutTicket(Roster roster, Heartbeat beat) =>
        beat.Facts is { Generation: > 0, Birth: { Length: > 0 } birth } && !roster.Births.ContainsKey(birth) && roster.Begun is { } begun && MomentOf(birth) is { } born && born > begun + GenomeAdoption.Skew
            ? $"its birth {Cut(birth)} had no ticket"
            : null;

    // UUIDv7: 48 bits of Unix milliseconds first. Who lies about it stays a newborn, that gets no work either.
    private static DateTimeOffset? MomentOf(string birth) =>
        Guid.TryParseExact(birth, "D", out _) && long.TryParse(string.Concat(birth.AsSpan(0, 8), birth.AsSpan(9, 4)), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var milliseconds)
            && milliseconds < DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;

    // What a sender writes is not to fill the journal.
    private static string Cut(string text) => text.Length <= 64 ? text : text[..64] + "…";
}
