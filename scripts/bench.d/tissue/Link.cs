using System.Buffers.Binary;
using System.Text;

namespace Cell.Bench;

/// <summary>One HTTP/2 connection (RFC 9113) that asks one question after the other: as little work a question as can be, for thousands of them share a core with nothing else.</summary>
internal sealed class Link(Stream stream) : IDisposable
{
    private const byte Data = 0, Headers = 1, Reset = 3, Settings = 4, Ping = 6, GoAway = 7, WindowUpdate = 8;
    private const byte EndStream = 1, Acknowledged = 1, EndHeaders = 4;
    private const int HeaderBytes = 9;

    // No table of headers on the answering side; as much as it likes at once.
    private static readonly byte[] Opening =
    [
        .. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, .. Frame(Settings, 0, 0, [0, 1, 0, 0, 0, 0, 0, 4, 0x7f, 0xff, 0xff, 0xff]), .. Frame(WindowUpdate, 0, 0, [0x7f, 0xff, 0, 0]),
    ];

    private byte[] held = new byte[4096];
    private int start;
    private int end;
    private int next = 1;

    public Task OpenAsync(CancellationToken cancellation) => stream.WriteAsync(Opening, cancellation).AsTask();

    /// <summary>The fields of a POST to this path, as HPACK literals that no table keeps (RFC 7541, 6.2.2).</summary>
    public static byte[] Post(string path, string authority, params (string Name, string Value)[] more) =>
        [0x83, 0x87, 0x04, .. Literal(path), 0x01, .. Literal(authority), .. more.SelectMany(field => (byte[])[0, .. Literal(field.Name), .. Literal(field.Value)])];

    /// <returns>The body of the answer.</returns>
    public async Task<byte[]> AskAsync(byte[] fields, byte[] body, CancellationToken cancellation)
    {
        var number = next;
        next += 2;
        await stream.WriteAsync((byte[])[.. Frame(Headers, EndHeaders, number, fields), .. Frame(Data, EndStream, number, body)], cancellation);
        var answer = new MemoryStream();
        while (true)
        {
            var (kind, flags, of, payload) = await ReadAsync(cancellation);
            switch (kind)
            {
                case Data when of == number:
                    answer.Write(payload.Span);
                    break;
                // 0x88: ":status: 200" of the static table. Trailers begin otherwise.
                case Headers when of == number && answer.Length == 0 && payload.Span[0] != 0x88 && (payload.Span[0] & 0x20) == 0:
                    throw new IOException($"The answer's status is not 200: {Encoding.ASCII.GetString(payload.Span)}");
                case Reset or GoAway:
                    throw new IOException("The server ended the connection.");
                case Settings when (flags & Acknowledged) == 0:
                    await stream.WriteAsync(Frame(Settings, Acknowledged, 0, []), cancellation);
                    break;
                case Ping when (flags & Acknowledged) == 0:
                    await stream.WriteAsync(Frame(Ping, Acknowledged, 0, payload.ToArray()), cancellation);
                    break;
            }

            if (of == number && kind is Data or Headers && (flags & EndStream) != 0)
            {
                return answer.ToArray();
            }
        }
    }

    public void Dispose() => stream.Dispose();

    private async Task<(byte Kind, byte Flags, int Of, ReadOnlyMemory<byte> Payload)> ReadAsync(CancellationToken cancellation)
    {
        await HoldAsync(HeaderBytes, cancellation);
        var length = (held[start] << 16) | (held[start + 1] << 8) | held[start + 2];
        var (kind, flags, of) = (held[start + 3], held[start + 4], BinaryPrimitives.ReadInt32BigEndian(held.AsSpan(start + 5)));
        await HoldAsync(HeaderBytes + length, cancellation);
        var payload = held.AsMemory(start + HeaderBytes, length);
        start += HeaderBytes + length;
        return (kind, flags, of, payload);
    }

    private async Task HoldAsync(int bytes, CancellationToken cancellation)
    {
        if (end - start >= bytes)
        {
            return;
        }

        var larger = bytes > held.Length ? new byte[bytes * 2] : held;
        held.AsSpan(start, end - start).CopyTo(larger);
        (held, end, start) = (larger, end - start, 0);
        while (end < bytes)
        {
            var read = await stream.ReadAsync(held.AsMemory(end), cancellation);
            end += read > 0 ? read : throw new EndOfStreamException("The server closed the connection.");
        }
    }

    private static byte[] Frame(byte kind, byte flags, int of, byte[] payload)
    {
        var frame = new byte[HeaderBytes + payload.Length];
        (frame[0], frame[1], frame[2], frame[3], frame[4]) = ((byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length, kind, flags);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), of);
        payload.CopyTo(frame, HeaderBytes);
        return frame;
    }

    // RFC 7541, 5.2: shorter than 127 bytes, no Huffman code.
    private static byte[] Literal(string text) => [checked((byte)(text.Length < 127 ? text.Length : throw new ArgumentException("Too long.", nameof(text)))), .. Encoding.ASCII.GetBytes(text)];
}
