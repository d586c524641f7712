using System.Net;
using System.Net.Sockets;
using System.Text;
using Cell.Genome;
using NUnit.Framework;

namespace Cell.Mitosis;

internal sealed class StemSshTests
{
    [TestCase("box", "box", 22)]
    [TestCase("box:2222", "box", 2222)]
    [TestCase("192.0.2.7", "192.0.2.7", 22)]
    [TestCase("192.0.2.7:22022", "192.0.2.7", 22022)]
    [TestCase("[2001:db8::7]", "2001:db8::7", 22)]
    [TestCase("[2001:db8::7]:2222", "2001:db8::7", 2222)]
    public void A_pool_entry_names_host_and_port(string entry, string host, int port) => Assert.That(StemSsh.Endpoint(entry), Is.EqualTo((host, port)));

    [Test]
    public async Task A_port_where_nothing_listens_is_said_to_be_unreachable()
    {
        var fault = await FailAsync(await FreePortAsync());
        Assert.That(fault.Trouble, Is.EqualTo(StemTrouble.Unreachable));
        Assert.That(fault.Message, Does.Match("^127\\.0\\.0\\.1:[0-9]+ cannot be reached by SSH: .+[^.]\\.$"));
    }

    [Test]
    public async Task A_server_that_is_no_sshd_is_said_to_be_unreachable()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var answering = AnswerAsync(listener);
        var fault = await FailAsync(((IPEndPoint)listener.LocalEndpoint).Port);
        await answering;
        Assert.That(fault.Trouble, Is.EqualTo(StemTrouble.Unreachable));
    }

    private static async Task<StemException> FailAsync(int port)
    {
        using var witness = new Witness();
        using var key = witness.ForSsh();
        var machine = TestGenes.Of(TestGenes.Text).Pool.Machines[1] with { Host = $"127.0.0.1:{port}", HostKey = witness.PublicLine };
        try
        {
            using var client = await StemSsh.ConnectAsync(machine, [key], CancellationToken.None);
        }
        catch (StemException fault)
        {
            return fault;
        }

        throw new AssertionException("It connected.");
    }

    private static async Task AnswerAsync(TcpListener listener)
    {
        using var client = await listener.AcceptTcpClientAsync();
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 400 Bad Request\r\n\r\n"));
    }

    private static Task<int> FreePortAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return Task.FromResult(((IPEndPoint)listener.LocalEndpoint).Port);
    }
}
