using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Cell.Mitosis;

/// <summary>The mother's end of the receptor's <c>receive</c>: a header, the signature, the binary's first bytes as they are, then the rest in pieces,
/// compressed if the first ones took long.</summary>
/// <param name="answer">The next line of the far side; "" when it has ended.</param>
internal sealed class Delivery(Stream output, Func<string> answer, TimeProvider time)
{
    private const int PieceBytes = 256 * 1024;
    private long sent;

    /// <returns>Bytes of the binary on the wire.</returns>
    /// <exception cref="IOException">The far side does not take it.</exception>
    public long Send(string organism, string signature, Stream binary)
    {
        var buffer = new byte[Packing.Sample];
        var sample = binary.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        WriteLine($"cell 1 {organism} {binary.Length} {signature.Length} {sample}");
        output.Write(Encoding.ASCII.GetBytes(signature));
        output.Flush();

        // Sent before the far side reads, the sample would lie there in its buffers, whatever the link.
        ExpectTook();
        var start = time.GetTimestamp();
        Write(buffer, sample);
        output.Flush();
        ExpectTook();
        var packing = Packing.For(sample, time.GetElapsedTime(start));
        WriteLine($"{packing.Word}");
        if (packing.Level is { } level)
        {
            SendPacked(binary, level, buffer);
        }
        else
        {
            SendPlain(binary, buffer);
        }

        WriteLine($"0");
        output.Flush();
        return sent;
    }

    private void SendPlain(Stream binary, byte[] buffer)
    {
        var left = binary.Length - binary.Position;
        if (left > 0)
        {
            WriteLine($"{left}");
        }

        for (int read; left > 0; left -= read)
        {
            read = binary.ReadAtLeast(buffer.AsSpan(0, (int)Math.Min(PieceBytes, left)), 1);
            Write(buffer, read);
        }
    }

    private void SendPacked(Stream binary, CompressionLevel level, byte[] buffer)
    {
        using var packed = new MemoryStream(2 * PieceBytes);
        using (var gzip = new GZipStream(packed, level, leaveOpen: true))
        {
            for (int read; (read = binary.Read(buffer.AsSpan(0, PieceBytes))) > 0;)
            {
                gzip.Write(buffer, 0, read);
                if (packed.Length >= PieceBytes)
                {
                    SendPiece(packed);
                }
            }
        }

        SendPiece(packed);
    }

    private void SendPiece(MemoryStream packed)
    {
        // A length of 0 would be the end.
        if (packed.Length > 0)
        {
            WriteLine($"{packed.Length}");
            Write(packed.GetBuffer(), (int)packed.Length);
            packed.SetLength(0);
        }
    }

    private void ExpectTook()
    {
        if (answer() is not "took" and var line)
        {
            throw new IOException(line.Length == 0 ? "its receptor went away" : $"its receptor said \"{line}\"");
        }
    }

    private void Write(byte[] bytes, int count)
    {
        output.Write(bytes, 0, count);
        sent += count;
    }

    private void WriteLine(FormattableString line) => output.Write(Encoding.ASCII.GetBytes(line.ToString(CultureInfo.InvariantCulture) + "\n"));
}
