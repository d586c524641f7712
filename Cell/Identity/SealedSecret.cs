using System.Security.Cryptography;

namespace Cell.Identity;

/// <summary>Bytes for the holder of one P-256 key only: ephemeral ECDH, HKDF-SHA256, AES-256-GCM.
/// Form: 2-byte length and SubjectPublicKeyInfo of the ephemeral key, 12-byte nonce, 16-byte tag, ciphertext.</summary>
internal static class SealedSecret
{
    private const int Nonce = 12;
    private const int Tag = 16;
    private static readonly byte[] Purpose = "cell secret 1"u8.ToArray();

    public static byte[] Seal(byte[] secret, ReadOnlySpan<byte> recipientSpki)
    {
        using var recipient = ECDiffieHellman.Create();
        recipient.ImportSubjectPublicKeyInfo(recipientSpki, out _);
        using var ephemeral = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        var spki = ephemeral.ExportSubjectPublicKeyInfo();
        var nonce = RandomNumberGenerator.GetBytes(Nonce);
        var tag = new byte[Tag];
        var sealedBytes = new byte[secret.Length];
        using var cipher = new AesGcm(Key(ephemeral, recipient.PublicKey, spki), Tag);
        cipher.Encrypt(nonce, secret, sealedBytes, tag, Purpose);
        return [(byte)(spki.Length >> 8), (byte)spki.Length, .. spki, .. nonce, .. tag, .. sealedBytes];
    }

    /// <exception cref="CryptographicException">Not for this key, or changed on the way.</exception>
    public static byte[] Open(byte[] message, ECDsa own)
    {
        var length = message.Length > 2 ? (message[0] << 8) | message[1] : 0;
        if (length == 0 || message.Length < 2 + length + Nonce + Tag)
        {
            throw new CryptographicException("A sealed secret is too short.");
        }

        var spki = message.AsSpan(2, length);
        using var ephemeral = ECDiffieHellman.Create();
        try
        {
            ephemeral.ImportSubjectPublicKeyInfo(spki, out _);
        }
        catch (PlatformNotSupportedException fault)
        {
            throw new CryptographicException("A sealed secret's key is on no curve that is known here.", fault);
        }

        if (CurveOf(ephemeral.ExportParameters(false)) != CurveOf(own.ExportParameters(false)))
        {
            throw new CryptographicException("A sealed secret's key is on another curve.");
        }

        using var holder = ECDiffieHellman.Create(own.ExportParameters(includePrivateParameters: true));
        var rest = message.AsSpan(2 + length);
        var secret = new byte[rest.Length - Nonce - Tag];
        using var cipher = new AesGcm(Key(holder, ephemeral.PublicKey, spki), Tag);
        cipher.Decrypt(rest[..Nonce], rest[(Nonce + Tag)..], rest.Slice(Nonce, Tag), secret, Purpose);
        return secret;
    }

    private static string? CurveOf(ECParameters key) => key.Curve.Oid?.Value;

    private static byte[] Key(ECDiffieHellman own, ECDiffieHellmanPublicKey other, ReadOnlySpan<byte> ephemeralSpki) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, own.DeriveRawSecretAgreement(other), 32, ephemeralSpki.ToArray(), Purpose);
}
