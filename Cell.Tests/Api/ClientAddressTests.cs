using System.Net;
using NUnit.Framework;

namespace Cell.Api;

internal sealed class ClientAddressTests
{
    private static readonly IPNetwork[] Proxies = [IPNetwork.Parse("10.0.0.0/24"), IPNetwork.Parse("2001:db8:1::/64")];

    [TestCase("203.0.113.7", "", "203.0.113.7")]
    [TestCase("::ffff:203.0.113.7", "", "203.0.113.7")]
    [TestCase("2001:db8:7:8:9::1", "", "2001:db8:7:8::")]
    [TestCase("203.0.113.7", "198.51.100.1", "203.0.113.7", TestName = "A stranger's word does not count")]
    [TestCase("10.0.0.2", "198.51.100.1", "198.51.100.1")]
    [TestCase("::ffff:10.0.0.2", "198.51.100.1", "198.51.100.1")]
    [TestCase("10.0.0.2", "6.6.6.6, 198.51.100.1", "198.51.100.1", TestName = "What the client wrote itself does not count")]
    [TestCase("10.0.0.2", "198.51.100.1, 10.0.0.3", "198.51.100.1", TestName = "Proxies may stand in a row")]
    [TestCase("10.0.0.2", "2001:db8:7:8:9::1, 2001:db8:1::5", "2001:db8:7:8::")]
    [TestCase("10.0.0.2", "rubbish", "10.0.0.2")]
    [TestCase("10.0.0.2", "198.51.100.1, rubbish", "10.0.0.2")]
    [TestCase("10.0.0.2", "", "10.0.0.2")]
    [TestCase("10.0.0.2", "10.0.0.4, 10.0.0.3", "10.0.0.4")]
    public void Is_what_nobody_can_make_up(string remote, string forwarded, string client) =>
        Assert.That(ClientAddress.Of(IPAddress.Parse(remote), forwarded, Proxies), Is.EqualTo(IPAddress.Parse(client)));

    [Test]
    public void Without_proxies_the_header_is_nothing() => Assert.That(ClientAddress.Of(IPAddress.Parse("10.0.0.2"), "198.51.100.1", []), Is.EqualTo(IPAddress.Parse("10.0.0.2")));
}
