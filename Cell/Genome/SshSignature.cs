using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Cell.Genome;

/// <summary>Signatures as <c>ssh-keygen -Y</c> makes and checks them (OpenSSH PROTOCOL.sshsig), with ECDSA P-256 keys.</summary>
internal static class SshSignature
{
    public const string BinaryNamespace = "cell-binary";

    /// <summary>The principal in allowed_signers.</summary>
    public const string Principal = "root";

    private const string KeyType = "ecdsa-sha2-nistp256";
    private const string Magic = "SSHSIG";
    private const string Hash = "sha512";

    public static string Sign(Stream data, ECDsa key, string ns)
    {
        var digest = SHA512.HashData(data);
        var signature = key.SignHash(SHA256.HashData(Signed(ns, digest)), DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        byte[] blob = [.. Text(KeyType), .. Bytes([.. Mpint(signature.AsSpan(0, 32)), .. Mpint(signature.AsSpan(32))])];
        byte[] whole = [.. Encoding.ASCII.GetBytes(Magic), 0, 0, 0, 1, .. Bytes(KeyBlob(key)), .. Text(ns), .. Text(""), .. Text(Hash), .. Bytes(blob)];
        var lines = Convert.ToBase64String(whole).Chunk(70).Select(line => new string(line));
        return $"-----BEGIN SSH SIGNATURE-----\n{string.Join('\n', lines)}\n-----END SSH SIGNATURE-----\n";
    }

    /// <summary>"ecdsa-sha2-nistp256 AAAA…".</summary>
    public static string PublicKeyLine(ECDsa key) => $"{KeyType} {Convert.ToBase64String(KeyBlob(key))}";

    /// <summary>A line of an allowed_signers file (ssh-keygen(1)) that holds for one namespace only.</summary>
    public static string AllowedSignersLine(ECDsa key) => $"{Principal} namespaces=\"{BinaryNamespace}\" {PublicKeyLine(key)}\n";

    private static byte[] Signed(string ns, byte[] digest) => [.. Encoding.ASCII.GetBytes(Magic), .. Text(ns), .. Text(""), .. Text(Hash), .. Bytes(digest)];

    private static byte[] KeyBlob(ECDsa key)
    {
        var point = key.ExportParameters(false).Q;
        return [.. Text(KeyType), .. Text("nistp256"), .. Bytes([4, .. point.X!, .. point.Y!])]; // a P-256 key has both
    }

    private static byte[] Text(string text) => Bytes(Encoding.UTF8.GetBytes(text));

    private static byte[] Bytes(ReadOnlySpan<byte> bytes)
    {
        var framed = new byte[4 + bytes.Length];
        BinaryPrimitives.WriteUInt32BigEndian(framed, (uint)bytes.Length);
        bytes.CopyTo(framed.AsSpan(4));
        return framed;
    }

    // RFC 4251 section 5: no leading zeros, one if the first bit is set.
    private static byte[] Mpint(ReadOnlySpan<byte> number)
    {
        number = number.TrimStart((byte)0);
        return number.Length > 0 && number[0] >= 0x80 ? Bytes([0, .. number]) : Bytes(number);
    }
}
