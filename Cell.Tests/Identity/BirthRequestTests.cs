using System.Security.Cryptography;
using CsCheck;
using NUnit.Framework;

namespace Cell.Identity;

internal sealed class BirthRequestTests
{
    [Test]
    public void Gives_the_key_that_signed_it()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.That(BirthRequest.KeyOf(BirthRequest.Create(key))?.ExportSubjectPublicKeyInfo(), Is.EqualTo(key.ExportSubjectPublicKeyInfo()));
    }

    [Test]
    public void Any_changed_byte_is_refused_without_an_exception()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var good = BirthRequest.Create(key);
        for (var at = 0; at < good.Length; at++)
        {
            var changed = (byte[])good.Clone();
            changed[at] ^= 1;
            Assert.That(BirthRequest.KeyOf(changed), Is.Null, $"byte {at}");
        }
    }

    [TestCase("nistP384")]
    [TestCase("brainpoolP256r1")]
    [TestCase("secp256k1")]
    public void Another_curve_is_refused(string curve)
    {
        using var key = ECDsa.Create(ECCurve.CreateFromFriendlyName(curve));
        Assert.That(BirthRequest.KeyOf(BirthRequest.Create(key)), Is.Null);
    }

    [Test, Category("Invariant 11")]
    public void Any_bytes_are_refused_without_an_exception() => Gen.Byte.Array[0, 300].Sample(bytes => BirthRequest.KeyOf(bytes) is null, iter: 1000);
}
