using UtfUnknown;

namespace Cell.Crawling;

/// <summary>What bytes without any name look like. Pure.</summary>
internal static class CharsetGuess
{
    private const int Sample = 64 * 1024;
    private const float Sure = 0.5f;

    /// <summary>UTF-16 without a mark: every other byte of Western markup is zero.</summary>
    /// <returns>Big-endian or not; null when it is none.</returns>
    public static bool? IsWide(ReadOnlySpan<byte> body)
    {
        Span<int> zeros = stackalloc int[2];
        zeros.Clear();
        var start = body[..Math.Min(body.Length, 1024)];
        for (var at = 0; at < start.Length; at++)
        {
            zeros[at % 2] += start[at] == 0 ? 1 : 0;
        }

        return (zeros[0] * 4 > start.Length, zeros[1] * 4 > start.Length) switch
        {
            (true, false) => true,
            (false, true) => false,
            _ => null,
        };
    }

    /// <summary>By the frequencies of letters (Li, Momoi: A composite approach to language/encoding detection, 2001).</summary>
    /// <returns>A label, or null when nothing is likely.</returns>
    public static string? Of(byte[] body) =>
        CharsetDetector.DetectFromBytes(body, 0, Math.Min(body.Length, Sample)).Detected is { Confidence: >= Sure } likely ? likely.EncodingName : null;
}
