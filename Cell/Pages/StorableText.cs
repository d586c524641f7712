using System.Buffers;
using System.Text;

namespace Cell.Pages;

/// <summary>A text that PostgreSQL takes: without U+0000 and halves of surrogate pairs, which a page or a sibling may send. Pure.</summary>
internal static class StorableText
{
    private const char Instead = '\uFFFD';

    public static string Of(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') && !text.Contains('\0', StringComparison.Ordinal))
        {
            return text;
        }

        var clean = new StringBuilder(text.Length);
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            var whole = Rune.DecodeFromUtf16(rest, out var rune, out var used) == OperationStatus.Done && rune.Value != 0;
            clean.Append(whole ? rune.ToString() : Instead.ToString());
            rest = rest[used..];
        }

        return clean.ToString();
    }
}
