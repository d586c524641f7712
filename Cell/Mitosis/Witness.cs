using System.Security.Cryptography;
using System.Text;
using Cell.Genome;
using Renci.SshNet;

namespace Cell.Mitosis;

/// <summary>A key for one birth, whose private half only the mother holds: it may do nothing but hear the nonce, once the pool key is out.</summary>
internal sealed class Witness : IDisposable
{
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>32 hexadecimal digits that only this birth's guard is told.</summary>
    public string Nonce { get; } = RandomNumberGenerator.GetHexString(32, lowercase: true);

    public string PublicLine => SshSignature.PublicKeyLine(key);

    public PrivateKeyFile ForSsh() => new(new MemoryStream(Encoding.ASCII.GetBytes(key.ExportECPrivateKeyPem())));

    public void Dispose() => key.Dispose();
}
