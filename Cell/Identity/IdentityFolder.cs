using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Cell.Storage;

namespace Cell.Identity;

/// <summary>A cell's identity on disk: <c>key.pem</c> (0600), <c>chain.pem</c> leaf first without root, <c>roots.pem</c>.</summary>
internal sealed record IdentityFolder(string Path)
{
    private string KeyFile => System.IO.Path.Combine(Path, "key.pem");
    private string ChainFile => System.IO.Path.Combine(Path, "chain.pem");
    private string RootsFile => System.IO.Path.Combine(Path, "roots.pem");

    public bool Exists => File.Exists(ChainFile);

    /// <summary>The chain is written last: an identity without it does not exist.</summary>
    public void Write(ECDsa key, IReadOnlyList<X509Certificate2> chain, IReadOnlyList<X509Certificate2> roots)
    {
        Directory.CreateDirectory(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        AtomicFile.Write(KeyFile, Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem()), AtomicFile.Private);
        AtomicFile.Write(RootsFile, Encoding.ASCII.GetBytes(Pem.Text(roots)), AtomicFile.Private);
        WriteChain(chain);
    }

    /// <summary>After a crash at any moment the old or the new chain stands there: both are over the key beside it.</summary>
    public void WriteChain(IReadOnlyList<X509Certificate2> chain) => AtomicFile.Write(ChainFile, Encoding.ASCII.GetBytes(Pem.Text(chain)), AtomicFile.Private);

    /// <exception cref="IOException">They cannot be read.</exception>
    public IReadOnlyList<X509Certificate2> Roots() => Certificates(RootsFile);

    /// <param name="rules">The chain is judged by them and the roots that stand here, as every peer will.</param>
    /// <exception cref="IOException">It cannot be read, or peers would refuse it.</exception>
    public CellCredentials Read(LineageRules rules)
    {
        var roots = Roots();
        var chain = Certificates(ChainFile);
        var key = Key();
        if (!key.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(chain[0].PublicKey.ExportSubjectPublicKeyInfo()))
        {
            throw new IOException($"The identity in {Path} is not good: {KeyFile} is not the key of {ChainFile}.");
        }

        return Lineage.Check(chain, rules with { Roots = roots }) switch
        {
            LineageVerdict.Accepted(var identity) => new CellCredentials(identity, key, chain, roots),
            LineageVerdict.Refused(var reason) => throw new IOException($"The identity in {Path} is not good: {reason}."),
            _ => throw new InvalidOperationException("A verdict is one of two."),
        };
    }

    private ECDsa Key()
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(KeyFile));
            return key;
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            throw new IOException($"{KeyFile} holds no key that can be read: {fault.Message}", fault);
        }
    }

    private static IReadOnlyList<X509Certificate2> Certificates(string path)
    {
        try
        {
            return Pem.Read(File.ReadAllText(path)) is { Count: > 0 } found ? found : throw new IOException($"{path} holds no certificate.");
        }
        catch (CryptographicException fault)
        {
            throw new IOException($"{path} holds no certificates that can be read: {fault.Message}", fault);
        }
    }
}

/// <summary>Certificates as PEM text (RFC 7468).</summary>
internal static class Pem
{
    public static string Text(IEnumerable<X509Certificate2> certificates) => string.Concat(certificates.Select(certificate => certificate.ExportCertificatePem() + "\n"));

    /// <exception cref="CryptographicException">Not certificates.</exception>
    public static IReadOnlyList<X509Certificate2> Read(string text)
    {
        var collection = new X509Certificate2Collection();
        collection.ImportFromPem(text);
        return [.. collection];
    }
}
