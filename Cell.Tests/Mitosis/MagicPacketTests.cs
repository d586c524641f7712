using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using NUnit.Framework;

namespace Cell.Mitosis;

internal sealed class MagicPacketTests
{
    private static readonly PhysicalAddress Card = PhysicalAddress.Parse("52-54-00-12-34-56");

    [Test]
    public void Is_six_bytes_FF_and_the_card_sixteen_times()
    {
        var packet = Convert.ToHexString(MagicPacket.Of(Card));
        Assert.That(packet, Is.EqualTo("FFFFFFFFFFFF" + string.Concat(Enumerable.Repeat("525400123456", 16))));
    }

    // A loopback network has a broadcast address too.
    [Test]
    public async Task Goes_to_the_discard_port_of_the_network()
    {
        using var card = new UdpClient(AddressFamily.InterNetwork);
        try
        {
            card.Client.Bind(new IPEndPoint(IPAddress.Parse("127.255.255.255"), 9));
        }
        catch (SocketException)
        {
            Assert.Ignore("Port 9 of the loopback network cannot be had here.");
        }

        await MagicPacket.SendAsync(Card, IPAddress.Parse("127.255.255.255"), TimeProvider.System, CancellationToken.None);
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(5), TimeProvider.System);
        Assert.That((await card.ReceiveAsync(bound.Token)).Buffer, Is.EqualTo(MagicPacket.Of(Card)));
    }
}
