using System.IO.Compression;
using NUnit.Framework;

namespace Cell.Mitosis;

internal sealed class PackingTests
{
    // 512 KiB within so many milliseconds: 1 Gbit/s and more, 300 and 100 Mbit/s, 20 Mbit/s.
    [TestCase(0, null)]
    [TestCase(5, null)]
    [TestCase(14, CompressionLevel.Optimal)]
    [TestCase(42, CompressionLevel.Optimal)]
    [TestCase(210, CompressionLevel.SmallestSize)]
    [TestCase(60_000, CompressionLevel.SmallestSize)]
    public void What_a_link_carried_decides(int milliseconds, CompressionLevel? level) => Assert.That(Packing.For(Packing.Sample, TimeSpan.FromMilliseconds(milliseconds)).Level, Is.EqualTo(level));

    [Test]
    public void A_binary_that_is_shorter_than_the_sample_is_measured_by_what_there_is() => Assert.That(Packing.For(1, TimeSpan.FromMilliseconds(1)).Word, Is.EqualTo("gzip"));
}
