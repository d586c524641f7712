using System.Text.Json;

namespace Cell.Genome;

/// <summary>What a cell does with a genome that it was shown.</summary>
internal abstract record GenomeVerdict
{
    public sealed record Adopted(SignedGenome Genome) : GenomeVerdict;

    /// <summary>Held already.</summary>
    public sealed record Same : GenomeVerdict;

    public sealed record Refused(string Reason) : GenomeVerdict;
}

/// <summary>Only a higher version with a good signature of an own root is adopted. Pure.</summary>
internal static class GenomeAdoption
{
    public static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    /// <param name="roots">SubjectPublicKeyInfo of the roots whose word counts.</param>
    public static GenomeVerdict Judge(SignedGenome? current, ReadOnlySpan<byte> candidate, OrganismId organism, IReadOnlyList<byte[]> roots, DateTimeOffset now)
    {
        if (DsseEnvelope.FromJson(candidate) is not { } envelope)
        {
            return new GenomeVerdict.Refused("It is no signed envelope.");
        }

        if (!roots.Any(root => Dsse.Verifies(envelope, SignedGenome.PayloadType, root)))
        {
            return new GenomeVerdict.Refused("It is not signed by a root of this organism.");
        }

        return Read(envelope.Payload) is { } payload ? Judge(current, payload, organism, now) : new GenomeVerdict.Refused("Its payload cannot be read.");
    }

    private static GenomeVerdict Judge(SignedGenome? current, GenomePayload payload, OrganismId organism, DateTimeOffset now)
    {
        if (payload.Organism != organism.Value)
        {
            return new GenomeVerdict.Refused($"It belongs to organism {payload.Organism}, this is {organism}.");
        }

        if (current is not null && payload.Version <= current.Version)
        {
            return payload.Version < current.Version
                ? new GenomeVerdict.Refused($"Its version {payload.Version} is older than {current.Version}: no way back.")
                : Same(current, payload) ? new GenomeVerdict.Same() : new GenomeVerdict.Refused($"It is another genome with the same version {payload.Version}.");
        }

        if (payload.Issued > now + Skew)
        {
            return new GenomeVerdict.Refused($"It was issued at {payload.Issued:u}, which is in the future here ({now:u}): check the clocks.");
        }

        var read = GenesReader.Read(payload.Draft);
        return read.Genes is { } genes
            ? new GenomeVerdict.Adopted(new SignedGenome(payload.Version, payload.Issued, payload.Expires, organism, payload.Binaries, payload.Draft, genes))
            : new GenomeVerdict.Refused($"It is not valid: {string.Join("; ", read.Faults)}");
    }

    private static bool Same(SignedGenome held, GenomePayload shown) =>
        held.Draft == shown.Draft && held.Issued == shown.Issued && held.Expires == shown.Expires
        && held.Binaries.OrderBy(pair => pair.Key, StringComparer.Ordinal).SequenceEqual(shown.Binaries.OrderBy(pair => pair.Key, StringComparer.Ordinal));

    private static GenomePayload? Read(byte[] payload)
    {
        try
        {
            var read = JsonSerializer.Deserialize(payload, GenomeJson.Default.GenomePayload);
            return read is { Organism: not null, Draft: not null, Binaries: not null } && read.Binaries.Values.All(binary => binary is { Sha256: not null, Signature: not null }) ? read : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
