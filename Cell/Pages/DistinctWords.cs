using Lucene.Net.Analysis;
using Lucene.Net.Analysis.TokenAttributes;

namespace Cell.Pages;

/// <summary>The words of a page's texts in lower case, each once: runs of letters, as a query's words are corrected (<see cref="QueryPart.Corrected"/>).</summary>
internal sealed class DistinctWords : TokenStream
{
    private readonly ICharTermAttribute term;
    private HashSet<string>.Enumerator words;

    public DistinctWords(IEnumerable<string> texts)
    {
        term = AddAttribute<ICharTermAttribute>();
        words = Of(texts).GetEnumerator();
    }

    public override bool IncrementToken()
    {
        ClearAttributes();
        if (!words.MoveNext())
        {
            return false;
        }

        term.SetEmpty().Append(words.Current);
        return true;
    }

    public static HashSet<string> Of(IEnumerable<string> texts)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        var known = words.GetAlternateLookup<ReadOnlySpan<char>>();

        // A letter more than the longest tells that a run is too long.
        Span<char> lower = stackalloc char[Spelling.Longest + 1];
        foreach (var text in texts)
        {
            for (var at = 0; at < text.Length; at++)
            {
                var (length, plain) = (0, true);
                for (; at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] == '_'); at++)
                {
                    plain &= char.IsLetter(text[at]);
                    if (length < lower.Length)
                    {
                        lower[length++] = char.IsAscii(text[at]) ? (char)(text[at] | 0x20) : char.ToLowerInvariant(text[at]);
                    }
                }

                if (plain && length is >= Spelling.Shortest and <= Spelling.Longest)
                {
                    known.Add(lower[..length]);
                }
            }
        }

        return words;
    }
}
