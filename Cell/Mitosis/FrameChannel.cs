using System.Buffers.Binary;
using System.Text.Json;

namespace Cell.Mitosis;

/// <summary>Frames over a pair of streams, with a ping each 2 s. A peer silent for 10 s is dead.</summary>
internal sealed class FrameChannel(Stream input, Stream output, TimeProvider time) : IAsyncDisposable
{
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);
    private const int Most = 1024 * 1024;
    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim writing = new(1, 1);
    private readonly CancellationTokenSource closing = new();
    private Task pinging = Task.CompletedTask;

    public void StartPinging() => pinging = PingAsync();

    public async Task SendAsync(Frame frame, CancellationToken cancellation)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(frame, FrameJson.Default.Frame);
        var framed = new byte[4 + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(framed, body.Length);
        body.CopyTo(framed, 4);
        await writing.WaitAsync(cancellation);
        try
        {
            await output.WriteAsync(framed, cancellation);
            await output.FlushAsync(cancellation);
        }
        finally
        {
            writing.Release();
        }
    }

    /// <summary>The next frame that is no ping.</summary>
    /// <exception cref="IOException">The peer is silent, gone, or speaks something else.</exception>
    public async Task<Frame> ReceiveAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var frame = await ReceiveOnceAsync(cancellation).WaitAsync(Silence, time, cancellation);
            if (frame.Step != Frame.Ping)
            {
                return frame;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        await pinging;
        closing.Dispose();
        writing.Dispose();
    }

    private async Task<Frame> ReceiveOnceAsync(CancellationToken cancellation)
    {
        var header = new byte[4];
        await input.ReadExactlyAsync(header, cancellation);
        var length = BinaryPrimitives.ReadInt32BigEndian(header);
        if (length is < 2 or > Most)
        {
            throw new IOException($"A frame of {length} bytes: at most {Most} are allowed.");
        }

        var body = new byte[length];
        await input.ReadExactlyAsync(body, cancellation);
        try
        {
            var frame = JsonSerializer.Deserialize(body, FrameJson.Default.Frame) ?? throw new IOException("A frame was null.");
            return frame.Step is null ? throw new IOException("A frame has no step.") : frame;
        }
        catch (JsonException fault)
        {
            throw new IOException($"A frame was not understood: {fault.Message}", fault);
        }
    }

    private async Task PingAsync()
    {
        using var timer = new PeriodicTimer(PingEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(closing.Token))
            {
                await SendAsync(new Frame(Frame.Ping), closing.Token);
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or IOException or ObjectDisposedException or Renci.SshNet.Common.SshException)
        {
            // The channel ends: the reader notices it too.
        }
    }
}
