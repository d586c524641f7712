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
        Span<char> lower = stackalloc char[Spelling.Longest];
        foreach (var text in texts)
        {
            for (var at = 0; at < text.Length;)
            {
                var start = at;
                var plain = true;
                for (; at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] == '_'); at++)
                {
                    plain &= char.IsLetter(text[at]);
                }

                if (plain && at - start is >= Spelling.Shortest and <= Spelling.Longest)
                {
                    known.Add(lower[..text.AsSpan(start, at - start).ToLowerInvariant(lower)]);
                }

                at++;
            }
        }

        return words;
    }
}
