using NUnit.Framework;

namespace Cell.Genome;

internal sealed class HostPatternTests
{
    private static readonly Dictionary<string, TimeSpan> Delays = new()
    {
        ["*.example.org"] = TimeSpan.FromSeconds(1),
        ["*.docs.example.org"] = TimeSpan.FromSeconds(2),
        ["docs.example.org"] = TimeSpan.FromSeconds(3),
        ["docs.example.org:8080"] = TimeSpan.FromSeconds(4),
        ["[::1]"] = TimeSpan.FromSeconds(5),
    };

    [TestCase("www.example.org", 1)]
    [TestCase("WWW.Example.Org", 1)]
    [TestCase("a.b.example.org", 1)]
    [TestCase("www.docs.example.org", 2)]
    [TestCase("docs.example.org", 3)]
    [TestCase("docs.example.org:9090", 3)]
    [TestCase("docs.example.org:8080", 4)]
    [TestCase("[::1]:8080", 5)]
    public void The_longest_pattern_that_matches_counts(string host, int seconds) =>
        Assert.That(HostPattern.Longest(Delays, host), Is.EqualTo(TimeSpan.FromSeconds(seconds)));

    [TestCase("example.org")]
    [TestCase("badexample.org")]
    [TestCase("example.org.evil.test")]
    [TestCase("")]
    public void Nothing_matches(string host) => Assert.That(HostPattern.Longest(Delays, host), Is.Null);
}
