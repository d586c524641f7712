using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Cell.Frontier;

/// <summary>A URL in 64 bits, by which it is known (Heydon and Najork, "Mercator", 1999). Of ten million URLs two are alike with a probability of
/// 3 in a million; then one of them is not crawled. Cut from SHA-256, so that nobody makes two alike on purpose in reasonable time.</summary>
internal static class Fingerprint
{
    /// <summary>Of the URL without session ids: with another one it is the same page.</summary>
    public static ulong Of(string url)
    {
        url = SessionIds.Without(url);
        Span<byte> text = stackalloc byte[4096];
        var bytes = Encoding.UTF8.TryGetBytes(url, text, out var length) ? text[..length] : Encoding.UTF8.GetBytes(url);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }
}
