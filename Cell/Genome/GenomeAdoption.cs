using System.Text.Json;

namespace Cell.Genome;

/// <summary>What a cell does with a genome that it was shown.</summary>
internal abstract record GenomeVerdict
{
    public sealed record Adopted(SignedGenome Genome) : GenomeVerdict;

    /// <summary>Held already.</summary>
    public sealed record Same : GenomeVerdict;

    public sealed record Refused(string Reason) : GenomeVerdict
    {
        /// <summary>Root says that it was issued then, which is in the future here: one of two clocks is wrong.</summary>
        public DateTimeOffset? Ahead { get; init; }
    }
}

/// <summary>Only a higher version with a good signature of an own root is adopted. Pure.</summary>
internal static class GenomeAdoption
{
    public static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    /// <param name="roots">SubjectPublicKeyInfo of the roots whose word counts.</param>
    public static GenomeVerdict Judge(SignedGenome? current, ReadOnlySpan<byte> candidate, OrganismId organism, IReadOnlyList<byte[]> roots, DateTimeOffset now)
    {
        var (payload, refusal) = Open(candidate, organism, roots);
        return payload is null ? new GenomeVerdict.Refused(refusal) : Judge(current, payload, now);
    }

    /// <summary>A genome from the own disk was judged when it came; a clock that went back since is no reason to refuse it.</summary>
    public static GenomeVerdict Held(ReadOnlySpan<byte> envelope, OrganismId organism, IReadOnlyList<byte[]> roots)
    {
        var (payload, refusal) = Open(envelope, organism, roots);
        return payload is null ? new GenomeVerdict.Refused(refusal) : Read(payload);
    }

    private static (GenomePayload? Payload, string Refusal) Open(ReadOnlySpan<byte> candidate, OrganismId organism, IReadOnlyList<byte[]> roots)
    {
        if (candidate.Length > SignedGenome.MostBytes)
        {
            return (null, $"It has {candidate.Length} bytes; {SignedGenome.MostBytes} is the most.");
        }

        if (DsseEnvelope.FromJson(candidate) is not { } envelope)
        {
            return (null, "It is no signed envelope.");
        }

        if (!roots.Any(root => Dsse.Verifies(envelope, SignedGenome.PayloadType, root)))
        {
            return (null, "It is not signed by a root of this organism.");
        }

        return Payload(envelope.Payload) switch
        {
            null => (null, "Its payload cannot be read."),
            var payload when payload.Organism != organism.Value => (null, $"It belongs to organism {payload.Organism}, this is {organism}."),
            var payload => (payload, ""),
        };
    }

    private static GenomeVerdict Judge(SignedGenome? current, GenomePayload payload, DateTimeOffset now)
    {
        if (current is not null && payload.Version <= current.Version)
        {
            return payload.Version < current.Version
                ? new GenomeVerdict.Refused($"Its version {payload.Version} is older than {current.Version}: no way back.")
                : Same(current, payload) ? new GenomeVerdict.Same() : new GenomeVerdict.Refused($"It is another genome with the same version {payload.Version}.");
        }

        if (current is not null && SignedVersions.Leap(current.Version, payload.Version) is { } leap)
        {
            return new GenomeVerdict.Refused(leap);
        }

        if (payload.Issued > now + Skew)
        {
            return new GenomeVerdict.Refused($"It was issued at {payload.Issued:u}, which is in the future here ({now:u}): check the clocks.") { Ahead = payload.Issued };
        }

        var verdict = Read(payload);
        return verdict is GenomeVerdict.Adopted(var genome) && current is not null && GenesDifference.Unadoptable(current.Genes, genome.Genes) is { Length: > 0 } keys
            ? new GenomeVerdict.Refused(Unadoptable(keys))
            : verdict;
    }

    /// <summary>What to say to somebody who changed such keys.</summary>
    public static string Unadoptable(string keys) => $"Cells that live cannot adopt this: {keys}. A founder's ports are told to `cell start`; a name is for life.";

    private static GenomeVerdict Read(GenomePayload payload)
    {
        var read = GenesReader.Read(payload.Draft);
        return read.Genes is { } genes
            ? new GenomeVerdict.Adopted(new SignedGenome(payload.Version, payload.Issued, payload.Expires, new OrganismId(payload.Organism), payload.Binaries, payload.Draft, genes))
            : new GenomeVerdict.Refused($"It is not valid: {string.Join("; ", read.Faults)}");
    }

    private static bool Same(SignedGenome held, GenomePayload shown) =>
        held.Draft == shown.Draft && held.Issued == shown.Issued && held.Expires == shown.Expires
        && held.Binaries.OrderBy(pair => pair.Key, StringComparer.Ordinal).SequenceEqual(shown.Binaries.OrderBy(pair => pair.Key, StringComparer.Ordinal));

    private static GenomePayload? Payload(byte[] payload)
    {
        try
        {
            var read = JsonSerializer.Deserialize(payload, GenomeJson.Default.GenomePayload);
            return read is { Organism: not null, Draft: not null, Binaries: not null, Version: > 0 } && read.Binaries.Values.All(binary => binary is { Sha256: not null, Signature: not null }) ? read : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
