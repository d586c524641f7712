using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Cell.Identity;

/// <summary>A root's private key: PKCS#8 as PEM, encrypted when a passphrase was given (RFC 8018: PBES2, AES-256-CBC, PBKDF2 with HMAC-SHA256).
/// What <c>openssl pkcs8</c> makes of it is read as well.</summary>
internal static class KeyFile
{
    public const int Iterations = 600_000;
    private const int MostIterations = 10_000_000;
    private const int MostBytes = 64 * 1024;
    private const string Plain = "PRIVATE KEY";
    private const string Encrypted = "ENCRYPTED PRIVATE KEY";
    private const string P256 = "1.2.840.10045.3.1.7";
    private const string Pbes2 = "1.2.840.113549.1.5.13";
    private const string Pbkdf2 = "1.2.840.113549.1.5.12";

    /// <param name="passphrase">Null: in the clear.</param>
    public static byte[] Text(ECDsa key, Passphrase? passphrase)
    {
        var der = passphrase is null
            ? key.ExportPkcs8PrivateKey()
            : key.ExportEncryptedPkcs8PrivateKey(passphrase.Bytes, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, Iterations));
        try
        {
            return [.. PemEncoding.WriteUtf8(passphrase is null ? "PRIVATE KEY"u8 : "ENCRYPTED PRIVATE KEY"u8, der), (byte)'\n'];
        }
        finally
        {
            CryptographicOperations.ZeroMemory(der);
        }
    }

    /// <exception cref="IOException">It holds no private key.</exception>
    public static bool IsEncrypted(string path)
    {
        var block = Block(path);
        CryptographicOperations.ZeroMemory(block.Der);
        return block.Label == Encrypted;
    }

    /// <param name="passphrase">Asked for only when the key is encrypted.</param>
    /// <returns>Null: the passphrase does not open it.</returns>
    /// <exception cref="IOException">It cannot be read, or holds no P-256 key; names the file.</exception>
    public static ECDsa? Read(string path, Func<string, Passphrase> passphrase)
    {
        var block = Block(path);
        try
        {
            return block.Label == Plain ? Import(path, (key, der) => key.ImportPkcs8PrivateKey(der, out _), block.Der) : Decrypt(path, block.Der, passphrase);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(block.Der);
        }
    }

    /// <summary>The file's text, at most as long as any of ours may be.</summary>
    /// <exception cref="IOException">It cannot be read, or is too long.</exception>
    public static byte[] Bytes(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        var bytes = new byte[MostBytes];
        var read = file.ReadAtLeast(bytes, MostBytes, throwOnEndOfStream: false);
        var text = bytes[..read];
        CryptographicOperations.ZeroMemory(bytes);
        return read < MostBytes ? text : throw new IOException($"{path} is no key file: it is longer than {MostBytes} bytes.");
    }

    private static PemBlock Block(string path)
    {
        var text = Bytes(path);
        try
        {
            return PemBlocks.Of(text).FirstOrDefault(block => block.Label is Plain or Encrypted) ?? throw new IOException($"{path} holds no private key (PKCS#8, PEM).");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
    }

    private static ECDsa? Decrypt(string path, byte[] der, Func<string, Passphrase> ask)
    {
        if (IterationsOf(der) is not (> 0 and <= MostIterations))
        {
            throw new IOException($"{path} holds a key that is damaged, or encrypted in another way than PBES2 with PBKDF2.");
        }

        var passphrase = ask(path);
        try
        {
            return Import(path, (key, encrypted) => key.ImportEncryptedPkcs8PrivateKey(passphrase.Bytes, encrypted, out _), der);
        }
        catch (IOException fault) when (fault.InnerException is CryptographicException)
        {
            // Padding and structure are all there is to see: a wrong passphrase and a damaged key look alike.
            return null;
        }
    }

    private static ECDsa Import(string path, Action<ECDsa, byte[]> import, byte[] der)
    {
        var key = ECDsa.Create();
        try
        {
            import(key, der);
            return key.ExportParameters(includePrivateParameters: false).Curve.Oid?.Value == P256 ? key : throw new PlatformNotSupportedException("it is on another curve");
        }
        catch (CryptographicException fault)
        {
            key.Dispose();
            throw new IOException($"{path} holds no key that can be read: {fault.Message}", fault);
        }
        catch (PlatformNotSupportedException fault)
        {
            key.Dispose();
            throw new IOException($"{path} holds no P-256 key: {fault.Message}", fault);
        }
    }

    // EncryptedPrivateKeyInfo ::= SEQUENCE { SEQUENCE { pbes2, SEQUENCE { SEQUENCE { pbkdf2, SEQUENCE { salt, iterations, … } }, … } }, data }
    // Read before the key is derived: a damaged count would keep the processor busy for hours.
    private static int? IterationsOf(byte[] der)
    {
        try
        {
            var algorithm = new AsnReader(der, AsnEncodingRules.BER).ReadSequence().ReadSequence();
            if (algorithm.ReadObjectIdentifier() != Pbes2)
            {
                return null;
            }

            var derivation = algorithm.ReadSequence().ReadSequence();
            if (derivation.ReadObjectIdentifier() != Pbkdf2)
            {
                return null;
            }

            var parameters = derivation.ReadSequence();
            parameters.ReadOctetString();
            return parameters.TryReadInt32(out var iterations) ? iterations : null;
        }
        catch (AsnContentException)
        {
            return null;
        }
    }
}
