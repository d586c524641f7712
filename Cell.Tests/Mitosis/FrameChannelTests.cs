using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Text;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Cell.Mitosis;

internal sealed class FrameChannelTests
{
    private readonly FakeTimeProvider time = new();
    private Pipe incoming = new();
    private Pipe outgoing = new();
    private FrameChannel channel = null!; // opened before each test

    [SetUp]
    public void Open()
    {
        (incoming, outgoing) = (new Pipe(), new Pipe());
        channel = new FrameChannel(incoming.Reader.AsStream(), outgoing.Writer.AsStream(), time);
    }

    [TearDown]
    public async Task Close()
    {
        await incoming.Writer.CompleteAsync();
        await outgoing.Reader.CompleteAsync();
        await channel.DisposeAsync();
    }

    [Test]
    public async Task A_frame_comes_over_whole()
    {
        var order = new BirthOrder("ticket", ["chain"], [1, 2, 3], [4], TestClock.Noon, "witness", "nonce");
        var peer = new FrameChannel(outgoing.Reader.AsStream(), incoming.Writer.AsStream(), time);
        await using (peer)
        {
            await channel.SendAsync(new Frame(Frame.Order) { Birth = order }, CancellationToken.None);
            var frame = await peer.ReceiveAsync(CancellationToken.None);
            Assert.That(frame.Step, Is.EqualTo(Frame.Order));
            Assert.That(frame.Birth, Is.EqualTo(order).UsingPropertiesComparer());
        }
    }

    [Test]
    public async Task On_the_wire_stands_the_length_big_endian_then_json()
    {
        await channel.SendAsync(new Frame(Frame.Claimed), CancellationToken.None);
        var read = await outgoing.Reader.ReadAsync();
        byte[] expected = [0, 0, 0, 18, .. "{\"step\":\"claimed\"}"u8];
        Assert.That(read.Buffer.FirstSpan.ToArray(), Is.EqualTo(expected));
    }

    [Test]
    public async Task Pings_are_no_news()
    {
        await SayAsync("{\"step\":\"ping\"}");
        await SayAsync("{\"step\":\"ping\"}");
        await SayAsync("{\"step\":\"started\"}");
        Assert.That((await channel.ReceiveAsync(CancellationToken.None)).Step, Is.EqualTo(Frame.Started));
    }

    [Test]
    public async Task A_ping_goes_out_each_two_seconds()
    {
        var peer = new FrameChannel(outgoing.Reader.AsStream(), Stream.Null, time);
        channel.StartPinging();
        for (var ping = 0; ping < 3; ping++)
        {
            time.Advance(TimeSpan.FromSeconds(2));
            var read = await outgoing.Reader.ReadAtLeastAsync(19);
            Assert.That(Encoding.UTF8.GetString(read.Buffer.FirstSpan[4..]), Is.EqualTo("{\"step\":\"ping\"}"));
            outgoing.Reader.AdvanceTo(read.Buffer.End);
        }

        await peer.DisposeAsync();
    }

    [Test, Category("Invariant 4")]
    public void A_peer_silent_for_ten_seconds_is_dead()
    {
        var receiving = channel.ReceiveAsync(CancellationToken.None);
        time.Advance(FrameChannel.Silence - TimeSpan.FromMilliseconds(1));
        Assert.That(receiving.IsCompleted, Is.False);
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.That(async () => await receiving, Throws.TypeOf<TimeoutException>());
    }

    [Test]
    public async Task A_peer_that_went_away_is_noticed_at_once()
    {
        await incoming.Writer.CompleteAsync();
        Assert.That(async () => await channel.ReceiveAsync(CancellationToken.None), Throws.InstanceOf<IOException>());
    }

    [Test]
    public async Task A_peer_that_went_away_in_the_middle_of_a_frame_is_noticed()
    {
        await incoming.Writer.WriteAsync(new byte[] { 0, 0, 0, 50, (byte)'{' });
        await incoming.Writer.CompleteAsync();
        Assert.That(async () => await channel.ReceiveAsync(CancellationToken.None), Throws.InstanceOf<IOException>());
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(-1)]
    [TestCase(int.MaxValue)]
    [TestCase((1024 * 1024) + 1)]
    [Category("Invariant 11")]
    public async Task A_frame_of_no_allowed_length_is_refused_before_it_is_read(int length)
    {
        var header = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(header, length);
        await incoming.Writer.WriteAsync(header);
        Assert.That(async () => await channel.ReceiveAsync(CancellationToken.None), Throws.TypeOf<IOException>().With.Message.EqualTo($"A frame of {length} bytes: at most 1048576 are allowed."));
    }

    [Test]
    public async Task The_longest_frame_is_taken()
    {
        var detail = new string('x', (1024 * 1024) - "{\"step\":\"refused\",\"detail\":\"\"}".Length);
        var saying = SayAsync($"{{\"step\":\"refused\",\"detail\":\"{detail}\"}}");
        Assert.That((await channel.ReceiveAsync(CancellationToken.None)).Detail, Is.EqualTo(detail));
        await saying;
    }

    [TestCase("not json", "A frame was not understood: ")]
    [TestCase("null", "A frame was null.")]
    [TestCase("[1,2]", "A frame was not understood: ")]
    [TestCase("{\"step\":7}", "A frame was not understood: ")]
    [TestCase("{}", "A frame has no step.")]
    [Category("Invariant 11")]
    public async Task A_frame_of_something_else_is_refused(string said, string reason)
    {
        await SayAsync(said);
        Assert.That(async () => await channel.ReceiveAsync(CancellationToken.None), Throws.TypeOf<IOException>().With.Message.StartsWith(reason));
    }

    [Test, Category("Invariant 11")]
    public async Task Garbage_of_any_kind_ends_in_a_fault_of_the_link_and_nothing_else() => await Gen.Byte.Array[1, 200].SampleAsync(async garbage =>
    {
        await using var garbled = new FrameChannel(new MemoryStream(garbage), Stream.Null, time);
        Assert.That(async () => await garbled.ReceiveAsync(CancellationToken.None), Throws.InstanceOf<IOException>());
    });

    private async Task SayAsync(string json)
    {
        var body = Encoding.UTF8.GetBytes(json);
        var header = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(header, body.Length);
        await incoming.Writer.WriteAsync(header);
        await incoming.Writer.WriteAsync(body);
    }
}
