using System.Net;
using NUnit.Framework;

namespace Cell.Crawling;

internal sealed class AddressRulesTests
{
    [TestCase("93.184.215.14")]
    [TestCase("1.1.1.1")]
    [TestCase("172.15.255.255")]
    [TestCase("172.32.0.0")]
    [TestCase("100.63.255.255")]
    [TestCase("100.128.0.0")]
    [TestCase("223.255.255.255")]
    [TestCase("2606:2800:21f:cb07:6820:80da:af6b:8b2c")]
    [TestCase("::ffff:1.1.1.1")]
    [TestCase("64:ff9b::1.1.1.1")]
    [TestCase("2002:101:101::")]
    public void Public_addresses_may_be_crawled(string address) => Assert.That(Refusal(address), Is.Null);

    [TestCase("0.0.0.0")]
    [TestCase("0.1.2.3")]
    [TestCase("10.0.0.0")]
    [TestCase("10.255.255.255")]
    [TestCase("100.64.0.1")]
    [TestCase("127.0.0.1")]
    [TestCase("127.255.255.255")]
    [TestCase("169.254.169.254")]
    [TestCase("172.16.0.1")]
    [TestCase("172.31.255.255")]
    [TestCase("192.0.0.1")]
    [TestCase("192.0.2.1")]
    [TestCase("192.168.1.1")]
    [TestCase("198.18.0.1")]
    [TestCase("198.19.255.255")]
    [TestCase("198.51.100.1")]
    [TestCase("203.0.113.1")]
    [TestCase("224.0.0.1")]
    [TestCase("240.0.0.1")]
    [TestCase("255.255.255.255")]
    [TestCase("::")]
    [TestCase("::1")]
    [TestCase("100::1")]
    [TestCase("2001::1")]
    [TestCase("2001:db8::1")]
    [TestCase("3fff::1")]
    [TestCase("fc00::1")]
    [TestCase("fd00:ec2::254")]
    [TestCase("fe80::1")]
    [TestCase("fe80::1%1")]
    [TestCase("febf::1")]
    [TestCase("fec0::1")]
    [TestCase("ff02::1")]
    [TestCase("64:ff9b:1::1")]
    [TestCase("::ffff:127.0.0.1")]
    [TestCase("::ffff:169.254.169.254")]
    [TestCase("::127.0.0.1")]
    [TestCase("64:ff9b::10.0.0.1")]
    [TestCase("2002:7f00:1::")]
    [TestCase("2002:a00:1::1")]
    public void Special_addresses_may_not(string address) =>
        Assert.That(Refusal(address), Does.EndWith("is not a public address; crawler.allow in cell.json would have to name its network"));

    [Test]
    public void An_allowed_network_may_be_crawled_and_its_neighbour_not()
    {
        Assert.That(Refusal("10.77.0.130", "10.77.0.128/25"), Is.Null);
        Assert.That(Refusal("10.77.0.127", "10.77.0.128/25"), Is.Not.Null);
        Assert.That(Refusal("::ffff:10.77.0.130", "10.77.0.128/25"), Is.Null);
    }

    [Test, Category("Invariant 10")]
    public void An_empty_list_of_allowed_networks_allows_none() => Assert.That(Refusal("10.77.0.130"), Is.Not.Null);

    [TestCase("93.184.215.14", "93.184.215.14/32")]
    [TestCase("::ffff:93.184.215.14", "93.184.215.14/32")]
    [TestCase("64:ff9b::93.184.215.14", "93.184.215.14/32")]
    [TestCase("2002:5db8:d70e::1", "93.184.215.14/32")]
    [TestCase("2002:5db8:d70e::1", "2002:5db8:d70e::/48")]
    [TestCase("2001:db8:1::7", "2001:db8:1::/64")]
    public void The_organisms_own_machines_are_never_crawled_whatever_is_allowed(string address, string own) =>
        Assert.That(
            AddressRules.Refusal(IPAddress.Parse(address), [IPNetwork.Parse("0.0.0.0/0"), IPNetwork.Parse("::/0")], [IPNetwork.Parse(own)]),
            Is.EqualTo($"{IPAddress.Parse(address)} belongs to the organism's own machines"));

    private static string? Refusal(string address, params string[] allow) => AddressRules.Refusal(IPAddress.Parse(address), [.. allow.Select(IPNetwork.Parse)], []);
}
