using System.Net.Sockets;
using NUnit.Framework;

namespace Cell.Crawling;

internal sealed class ReachTests
{
    [TestCase(SocketError.TooManyOpenSockets, true)]
    [TestCase(SocketError.AddressNotAvailable, true, Description = "no port is left")]
    [TestCase(SocketError.NetworkDown, true)]
    [TestCase(SocketError.ConnectionRefused, false)]
    [TestCase(SocketError.TimedOut, false)]
    [TestCase(SocketError.HostUnreachable, false, Description = "a router on the way says it too")]
    [TestCase(SocketError.HostNotFound, false)]
    [TestCase(SocketError.TryAgain, false, Description = "the name server of the site may say so")]
    public void Only_what_cannot_be_the_hosts_fault_is_the_boxs(SocketError error, bool own) => Assert.That(new Reach().IsOwn(error, AddressFamily.InterNetwork), Is.EqualTo(own));

    [Test]
    public void A_network_that_was_there_once_is_missing()
    {
        var reach = new Reach();
        Assert.That(reach.IsOwn(SocketError.NetworkUnreachable, AddressFamily.InterNetworkV6), Is.False, "a box without IPv6 has no fault");
        reach.Reached(AddressFamily.InterNetwork);
        Assert.That((reach.IsOwn(SocketError.NetworkUnreachable, AddressFamily.InterNetworkV6), reach.IsOwn(SocketError.NetworkUnreachable, AddressFamily.InterNetwork)), Is.EqualTo((false, true)));
    }
}
