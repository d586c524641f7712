using NUnit.Framework;

namespace Cell.Vitals;

internal sealed class CpuShareTests
{
    [TestCase("25000 100000", 0.25)]
    [TestCase("150000 100000", 1.5)]
    [TestCase("max 100000", null)]
    [TestCase("", null)]
    [TestCase("25000", null)]
    [TestCase(null, null)]
    public void The_second_versions_quota_is_a_share_of_its_period(string? text, double? cores) => Assert.That(CpuShare.V2(text), Is.EqualTo(cores));

    [TestCase("25000", "100000", 0.25)]
    [TestCase("-1", "100000", null)]
    [TestCase("25000", "0", null)]
    [TestCase(null, "100000", null)]
    [TestCase("x", "y", null)]
    public void The_first_versions_quota_may_be_none(string? quota, string? period, double? cores) => Assert.That(CpuShare.Ratio(quota, period), Is.EqualTo(cores));

    [TestCase("/a.slice/b.service", "/a.slice/b.service:/a.slice:")]
    [TestCase("/", "")]
    [TestCase("a", "a:")]
    [TestCase("/../a", "/../a:/..:")]
    public void A_quota_above_a_group_holds_for_it(string path, string groups) => Assert.That(string.Join(':', CpuShare.Upwards(path)), Is.EqualTo(groups));

    [Test]
    public void There_are_more_than_no_and_at_most_the_boxs_cores() => Assert.That(CpuShare.Cores(), Is.GreaterThan(0).And.LessThanOrEqualTo(Environment.ProcessorCount));
}
