using System.Security.Cryptography;
using System.Text;

namespace Cell.Identity;

/// <summary>What opens an encrypted key: UTF-8, never moved by the collector, overwritten when it is no longer needed.</summary>
internal sealed class Passphrase : IDisposable
{
    private readonly byte[] bytes;

    private Passphrase(int length) => bytes = GC.AllocateArray<byte>(length, pinned: true);

    public ReadOnlySpan<byte> Bytes => bytes;

    public bool IsEmpty => bytes.Length == 0;

    public static Passphrase Of(ReadOnlySpan<byte> utf8)
    {
        var made = new Passphrase(utf8.Length);
        utf8.CopyTo(made.bytes);
        return made;
    }

    public static Passphrase Of(ReadOnlySpan<char> text)
    {
        var made = new Passphrase(Encoding.UTF8.GetByteCount(text));
        Encoding.UTF8.GetBytes(text, made.bytes);
        return made;
    }

    public bool IsSameAs(Passphrase other) => CryptographicOperations.FixedTimeEquals(bytes, other.bytes);

    public void Dispose() => CryptographicOperations.ZeroMemory(bytes);
}
