using System.Net;
using CsCheck;
using NUnit.Framework;

namespace Cell.Genome;

internal sealed class UnitsTests
{
    [TestCase("250ms", 250)]
    [TestCase("30s", 30_000)]
    [TestCase("5m", 300_000)]
    [TestCase("1h", 3_600_000)]
    [TestCase("7d", 604_800_000)]
    [TestCase("0s", 0)]
    public void Reads_durations(string text, double milliseconds) => Assert.That(Units.Duration(text)?.TotalMilliseconds, Is.EqualTo(milliseconds));

    [TestCase("")]
    [TestCase("s")]
    [TestCase("5")]
    [TestCase("-5s")]
    [TestCase("1.5s")]
    [TestCase("5 s")]
    [TestCase("5S")]
    [TestCase("+5s")]
    [TestCase("5s ")]
    [TestCase("5min")]
    [TestCase("99999999999999999999s")]
    [TestCase("9223372036854775807d")]
    public void Refuses_what_is_no_duration(string text) => Assert.That(Units.Duration(text), Is.Null);

    [TestCase("512B", 512)]
    [TestCase("64KiB", 65_536)]
    [TestCase("10MiB", 10_485_760)]
    [TestCase("1GiB", 1_073_741_824)]
    public void Reads_sizes(string text, long bytes) => Assert.That(Units.Size(text), Is.EqualTo(bytes));

    [TestCase("10MB")]
    [TestCase("10")]
    [TestCase("-1KiB")]
    [TestCase("9223372036854775807GiB")]
    public void Refuses_what_is_no_size(string text) => Assert.That(Units.Size(text), Is.Null);

    [TestCase("10.0.0.0/24", "10.0.0.0/24")]
    [TestCase("10.0.0.7", "10.0.0.7/32")]
    [TestCase("2001:db8::/32", "2001:db8::/32")]
    [TestCase("::1", "::1/128")]
    public void Reads_networks_and_single_addresses(string text, string network) => Assert.That(Units.Network(text), Is.EqualTo(IPNetwork.Parse(network)));

    [TestCase("10.0.0.0/33")]
    [TestCase("10.1")]
    [TestCase("0x7f000001")]
    [TestCase("2130706433")]
    [TestCase("example.org")]
    [TestCase("")]
    public void Refuses_what_is_no_network(string text) => Assert.That(Units.Network(text), Is.Null);

    [Test]
    public void What_is_written_reads_back_as_the_same() =>
        Gen.Long[0, 10_000_000].Sample(count => Units.Duration(Units.Text(TimeSpan.FromMilliseconds(count))) == TimeSpan.FromMilliseconds(count));
}
