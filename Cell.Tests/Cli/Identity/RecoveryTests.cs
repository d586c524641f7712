using NUnit.Framework;

namespace Cell.Cli;

internal sealed class RecoveryTests
{
    [TestCase("box", "https://box:7071")]
    [TestCase("box:9000", "https://box:9000")]
    [TestCase("box:443", "https://box:443")]
    [TestCase("10.0.0.1", "https://10.0.0.1:7071")]
    [TestCase("::1", "https://[::1]:7071")]
    [TestCase("[::1]:9000", "https://[::1]:9000")]
    public void A_place_has_a_host_and_a_port(string text, string tissue) => Assert.That(Recovery.Tissue(text), Is.EqualTo(tissue));

    [TestCase("")]
    [TestCase("box/path")]
    [TestCase("me@box")]
    [TestCase("box:99999")]
    [TestCase("https://box")]
    [TestCase("a b")]
    public void What_is_none_is_usage(string text) => RootAccessTests.Fails(ExitCode.Usage, $"'{text}' is no HOST", () => Recovery.Tissue(text));
}
