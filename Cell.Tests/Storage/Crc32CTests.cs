using NUnit.Framework;

namespace Cell.Storage;

internal sealed class Crc32CTests
{
    // RFC 3720, B.4: 32 bytes; and the usual check value of nine digits.
    [TestCase("00", 32, 0x8A9136AAL)]
    [TestCase("FF", 32, 0x62A8AB43L)]
    [TestCase("313233343536373839", 1, 0xE3069283L)]
    public void It_is_the_one_of_the_standard(string hex, int times, long expected)
    {
        var sum = new Crc32C();
        sum.Add(Convert.FromHexString(string.Concat(Enumerable.Repeat(hex, times))));
        Assert.That(sum.Value & uint.MaxValue, Is.EqualTo(expected));
    }
}
