using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cell.Genome;

namespace Cell.Identity;

/// <summary>What came of the wish to sign as root.</summary>
internal abstract record RootReading
{
    public sealed record Unlocked(Signer Root) : RootReading;

    public sealed record Absent(string File) : RootReading;

    public sealed record WrongPassphrase(string File) : RootReading;

    /// <summary>A key, but none of this organism's roots.</summary>
    public sealed record Stranger(string File) : RootReading;
}

/// <summary>Either root signs, whichever file its key lies in; its certificate is found by the key.</summary>
internal static class RootKey
{
    /// <param name="roots">Working root first.</param>
    /// <param name="passphrase">Asked for only when the key is encrypted.</param>
    /// <exception cref="IOException">The file holds no key that can be read; names it.</exception>
    public static RootReading Unlock(string file, IReadOnlyList<X509Certificate2> roots, Func<string, Passphrase> passphrase)
    {
        if (!File.Exists(file))
        {
            return new RootReading.Absent(file);
        }

        if (KeyFile.Read(file, passphrase) is not { } key)
        {
            return new RootReading.WrongPassphrase(file);
        }

        if (Certificate(key, roots) is { } certificate)
        {
            return new RootReading.Unlocked(new Signer(certificate, key, []) { Organism = OrganismId.Of(Roots.Spki(roots[0])) });
        }

        key.Dispose();
        return new RootReading.Stranger(file);
    }

    public static X509Certificate2? Certificate(ECDsa key, IReadOnlyList<X509Certificate2> roots)
    {
        var spki = key.ExportSubjectPublicKeyInfo();
        return roots.FirstOrDefault(root => Roots.Spki(root).AsSpan().SequenceEqual(spki));
    }
}
