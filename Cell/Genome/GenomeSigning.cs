using System.Security.Cryptography;
using System.Text.Json;

namespace Cell.Genome;

/// <summary>Makes the shipped form; only somebody with a root key can.</summary>
internal static class GenomeSigning
{
    /// <returns>The envelope's bytes: what genome.dsse holds.</returns>
    public static byte[] Sign(GenomePayload payload, ECDsa root) =>
        Dsse.Sign(SignedGenome.PayloadType, JsonSerializer.SerializeToUtf8Bytes(payload, GenomeJson.Shipped.GenomePayload), root).ToJson();
}
