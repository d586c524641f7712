using Cell.Genome;
using NUnit.Framework;

namespace Cell.Mitosis;

internal sealed class WitnessTests
{
    [Test]
    public void Its_public_line_is_that_of_the_key_that_it_offers()
    {
        using var witness = new Witness();
        using var offered = witness.ForSsh();
        var blob = Convert.FromBase64String(witness.PublicLine.Split(' ')[1]);
        Assert.That(witness.PublicLine, Does.StartWith("ecdsa-sha2-nistp256 "));
        Assert.That(offered.HostKeyAlgorithms.First().Data, Is.EqualTo(blob));
    }

    [Test]
    public void Its_nonce_is_thirty_two_digits() => Assert.That(new Witness().Nonce, Does.Match("^[0-9a-f]{32}$"));

    [Test]
    public void Each_birth_has_its_own()
    {
        using var one = new Witness();
        using var other = new Witness();
        Assert.That((one.Nonce, one.PublicLine), Is.Not.EqualTo((other.Nonce, other.PublicLine)));
        Assert.That(one.PublicLine, Is.Not.EqualTo(other.PublicLine));
    }
}
