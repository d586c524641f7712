using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;

namespace Cell.Genome;

/// <summary>Public keys as OpenSSH writes them in one line (RFC 4253 6.6, RFC 5656 3.1, RFC 8709 4): type, base64 of the key, a comment. Pure.</summary>
internal static class SshPublicKey
{
    /// <summary>Of the right form, and nobody's.</summary>
    public const string Example = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExampleExampleExampleExampleExampleExampl00";

    private const int MostBytes = 2100; // RSA of 16384 bits
    private const int LeastRsaBytes = 128;

    /// <summary>The key's bytes, its inner type the one in front of it; null: no such line. (No apostrophe: the line goes into a shell script.)</summary>
    // ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI… root@box
    public static byte[]? BlobOf(string line)
    {
        if (line.Split(' ') is not [var type, var text, ..] || line.Any(letter => letter is < ' ' or > '~' or '\'') || text.Length > MostBytes * 4 / 3 || !Base64.IsValid(text))
        {
            return null;
        }

        var blob = Convert.FromBase64String(text);
        return Convert.ToBase64String(blob) == text && Parts(blob) is [var inner, .. var parts] && Encoding.ASCII.GetString(inner) == type && IsKey(type, parts) ? blob : null;
    }

    private static bool IsKey(string type, List<byte[]> parts) => type switch
    {
        "ssh-ed25519" => parts is [{ Length: 32 }],
        "ecdsa-sha2-nistp256" => parts is [var curve, [4, ..] and { Length: 65 }] && curve.AsSpan().SequenceEqual("nistp256"u8),
        "ssh-rsa" => parts is [{ Length: > 0 and <= 8 }, { Length: >= LeastRsaBytes }],
        _ => false,
    };

    // Each a 4-byte length and so many bytes, to the last byte.
    private static List<byte[]>? Parts(ReadOnlySpan<byte> blob)
    {
        var parts = new List<byte[]>();
        while (!blob.IsEmpty)
        {
            if (blob.Length < 4 || BinaryPrimitives.ReadUInt32BigEndian(blob) is var length && length > blob.Length - 4)
            {
                return null;
            }

            parts.Add(blob.Slice(4, (int)length).ToArray());
            blob = blob[(4 + (int)length)..];
        }

        return parts;
    }
}
