using System.Security.Cryptography;

namespace Cell.Genome;

/// <summary>Names an organism: 26 lower-case base32 characters (RFC 4648, no padding) of the SHA-256 of the working root's SubjectPublicKeyInfo.</summary>
internal readonly record struct OrganismId(string Value)
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";
    private const int Length = 26;

    public static OrganismId Of(ReadOnlySpan<byte> rootSpki)
    {
        var hash = SHA256.HashData(rootSpki);
        return new OrganismId(string.Create(Length, hash, static (text, hash) =>
        {
            for (var at = 0; at < text.Length; at++)
            {
                var bit = at * 5;
                var pair = (hash[bit / 8] << 8) | hash[(bit / 8) + 1];
                text[at] = Alphabet[(pair >> (11 - (bit % 8))) & 31];
            }
        }));
    }

    public static bool IsWellFormed(string text) => text.Length == Length && text.All(Alphabet.Contains);

    public override string ToString() => Value;
}
