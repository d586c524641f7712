using System.Security.Cryptography;
using CsCheck;
using NUnit.Framework;

namespace Cell.Identity;

internal sealed class SealedSecretTests
{
    private static readonly byte[] Secret = "the pool's key"u8.ToArray();
    private readonly ECDsa holder = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    [OneTimeTearDown]
    public void Forget() => holder.Dispose();

    private byte[] Sealed => SealedSecret.Seal(Secret, holder.ExportSubjectPublicKeyInfo());

    [Test]
    public void Its_holder_opens_it() => Assert.That(SealedSecret.Open(Sealed, holder), Is.EqualTo(Secret));

    [Test]
    public void Nobody_else_opens_it()
    {
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.That(() => SealedSecret.Open(Sealed, stranger), Throws.InstanceOf<CryptographicException>());
    }

    [Test]
    public void Two_seals_of_one_secret_differ()
    {
        var first = Sealed;
        Assert.That(Sealed, Is.Not.EqualTo(first));
    }

    [Test]
    public void Does_not_show_the_secret() => Assert.That(Sealed.AsSpan().IndexOf(Secret.AsSpan(0, 5)), Is.EqualTo(-1));

    [Test]
    public void Every_changed_byte_is_noticed()
    {
        var message = Sealed;
        for (var at = 0; at < message.Length; at++)
        {
            var changed = (byte[])message.Clone();
            changed[at] ^= 1;
            Assert.That(() => SealedSecret.Open(changed, holder), Throws.InstanceOf<CryptographicException>(), $"byte {at}");
        }
    }

    [Test, Category("Invariant 11")]
    public void An_ephemeral_key_on_another_curve_is_refused_as_not_for_this_key()
    {
        using var other = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP384);
        var spki = other.ExportSubjectPublicKeyInfo();
        byte[] message = [(byte)(spki.Length >> 8), (byte)spki.Length, .. spki, .. new byte[40]];
        Assert.That(() => SealedSecret.Open(message, holder), Throws.InstanceOf<CryptographicException>());
    }

    [Test, Category("Invariant 11")]
    public void Any_bytes_are_refused_with_the_one_exception() =>
        Gen.Byte.Array[0, 200].Sample(bytes =>
        {
            try
            {
                SealedSecret.Open(bytes, holder);
                return false;
            }
            catch (CryptographicException)
            {
                return true;
            }
        }, iter: 500);
}
