using System.Security.Cryptography;
using System.Text;

namespace Cell.Identity;

/// <param name="Label">"CERTIFICATE", "ENCRYPTED PRIVATE KEY" (RFC 7468).</param>
internal sealed record PemBlock(string Label, byte[] Der);

/// <summary>The blocks of a PEM file, without strings: a key in a string stays in memory for as long as it likes.</summary>
internal static class PemBlocks
{
    /// <summary>What is no block, or is broken, is passed over.</summary>
    public static IReadOnlyList<PemBlock> Of(ReadOnlySpan<byte> pem)
    {
        var blocks = new List<PemBlock>();
        while (PemEncoding.TryFindUtf8(pem, out var found))
        {
            var der = new byte[found.DecodedDataLength];
            if (System.Buffers.Text.Base64.DecodeFromUtf8(pem[found.Base64Data], der, out _, out var written) == System.Buffers.OperationStatus.Done && written == der.Length)
            {
                blocks.Add(new PemBlock(Encoding.ASCII.GetString(pem[found.Label]), der));
            }

            pem = pem[found.Location.End..];
        }

        return blocks;
    }
}
