using System.Security.Cryptography;
using CsCheck;
using NUnit.Framework;

namespace Cell.Genome;

internal sealed class OrganismIdTests
{
    // RFC 4648 base32 of SHA-256("foobar"), computed with coreutils: printf foobar | sha256sum | xxd -r -p | base32.
    [Test]
    public void Is_the_start_of_the_hash_in_base_32() =>
        Assert.That(OrganismId.Of("foobar"u8).Value, Is.EqualTo("yovy74jxeduk3ech3u4um2z4rf"));

    [Test]
    public void Has_26_characters_of_a_to_z_and_2_to_7() =>
        Gen.Byte.Array[0, 100].Sample(bytes => OrganismId.IsWellFormed(OrganismId.Of(bytes).Value));

    [TestCase("")]
    [TestCase("yovy74jxeduk3ech3u4um2z4r")]
    [TestCase("YOVY74JXEDUK3ECH3U4UM2Z4RF")]
    [TestCase("yovy74jxeduk3ech3u4um2z4r1")]
    [TestCase("../../../../../../etc/cron")]
    public void Other_texts_are_not_well_formed(string text) => Assert.That(OrganismId.IsWellFormed(text), Is.False);
}
