using NUnit.Framework;

namespace Cell.Mitosis;

internal sealed class PackingTests
{
    // 512 KiB within so many milliseconds: 1 Gbit/s and more, 300, 100 and 20 Mbit/s.
    [TestCase(0, "none")]
    [TestCase(5, "none")]
    [TestCase(14, "none")]
    [TestCase(42, "gzip")]
    [TestCase(210, "gzip")]
    [TestCase(60_000, "gzip")]
    public void What_a_link_carried_decides(int milliseconds, string word) => Assert.That(Packing.For(Packing.Sample, TimeSpan.FromMilliseconds(milliseconds)).Word, Is.EqualTo(word));

    [Test]
    public void A_binary_that_is_shorter_than_the_sample_is_measured_by_what_there_is() => Assert.That(Packing.For(1, TimeSpan.FromMilliseconds(1)).Word, Is.EqualTo("gzip"));
}
