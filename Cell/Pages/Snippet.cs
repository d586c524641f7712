using System.Buffers;
using Cell.Tissue;
using Lucene.Net.Analysis;
using Lucene.Net.Analysis.TokenAttributes;

namespace Cell.Pages;

/// <summary>The stretch of a text that says most about the words asked for.</summary>
internal static class Snippet
{
    private const int Length = 220;
    private const int Before = 60;

    // Reading further into a long page costs more than a better snippet is worth.
    private const int Looked = 60_000;

    /// <param name="words">Stems, as the analyzer makes them.</param>
    public static (string Text, IReadOnlyList<Mark> Marks) Of(string text, IReadOnlySet<string> words, Analyzer analyzer)
    {
        var looked = text.Length <= Looked ? text : text[..Looked];
        var matches = Matches(looked, words, analyzer);
        if (matches.Count == 0)
        {
            return (Cut(looked, 0, Math.Min(Length, looked.Length)), []);
        }

        // The window with the most different words, then the most words, then the first.
        var best = Enumerable.Range(0, matches.Count)
            .Select(from => (From: from, In: matches.Skip(from).TakeWhile(match => match.End <= matches[from].Start + Length - Before).ToList()))
            .MaxBy(window => (window.In.DistinctBy(match => match.Word).Count() * 1000) + window.In.Count);
        var start = WordStart(looked, Math.Max(0, matches[best.From].Start - Before));
        var end = WordEnd(looked, Math.Min(looked.Length, start + Length));
        var prefix = start > 0 ? "… " : "";
        var marks = matches.Where(match => match.Start >= start && match.End <= end).Select(match => new Mark(match.Start - start + prefix.Length, match.End - match.Start));
        return (prefix + looked[start..end] + (end < text.Length ? " …" : ""), [.. marks]);
    }

    // No word goes over a space, and none has another first letter than its stem: most of a text need not be analysed, and the rest but once.
    private static List<(string Word, int Start, int End)> Matches(string text, IReadOnlySet<string> words, Analyzer analyzer)
    {
        var initials = new Initials(words);
        var known = new Dictionary<string, IReadOnlyList<(string Word, int Start, int End)>>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        var matches = new List<(string Word, int Start, int End)>();
        for (var (start, end) = (0, 0); start < text.Length; start = end + 1)
        {
            end = start;
            while (end < text.Length && !char.IsWhiteSpace(text[end]))
            {
                end++;
            }

            var piece = text.AsSpan(start, end - start);
            if (initials.Begin(piece))
            {
                if (!known.TryGetValue(piece, out var inside))
                {
                    known[piece] = inside = Analysed(piece.ToString(), words, analyzer);
                }

                foreach (var (word, from, to) in inside)
                {
                    matches.Add((word, start + from, start + to));
                }
            }
        }

        return matches;
    }

    private static List<(string Word, int Start, int End)> Analysed(string text, IReadOnlySet<string> words, Analyzer analyzer)
    {
        using var stream = analyzer.GetTokenStream("text", text);
        var term = stream.GetAttribute<ICharTermAttribute>();
        var offset = stream.GetAttribute<IOffsetAttribute>();
        var matches = new List<(string Word, int Start, int End)>();
        stream.Reset();
        while (stream.IncrementToken())
        {
            var word = term.ToString()!; // a token has a text
            if (words.Contains(word))
            {
                matches.Add((word, offset.StartOffset, offset.EndOffset));
            }
        }

        stream.End();
        return matches;
    }

    private static string Cut(string text, int start, int end) => text[start..WordEnd(text, end)] + (end < text.Length ? " …" : "");

    // Some scripts have no spaces: a word's edge is near, or anywhere.
    private static int WordStart(string text, int at)
    {
        var least = Math.Max(0, at - 40);
        while (at > least && !char.IsWhiteSpace(text[at - 1]))
        {
            at--;
        }

        return at;
    }

    private static int WordEnd(string text, int at)
    {
        var most = Math.Min(text.Length, at + 40);
        while (at < most && !char.IsWhiteSpace(text[at]))
        {
            at++;
        }

        return at;
    }

    /// <summary>First letters of words. One outside of ASCII may lose its accent, so each of those may be the first.</summary>
    private readonly struct Initials(IEnumerable<string> words)
    {
        private readonly SearchValues<char> letters = SearchValues.Create([.. words.SelectMany(word => new[] { char.ToLowerInvariant(word[0]), char.ToUpperInvariant(word[0]) })]);

        public bool Begin(ReadOnlySpan<char> piece)
        {
            for (var at = 0; at < piece.Length; at++)
            {
                if (!char.IsAscii(piece[at]) || (letters.Contains(piece[at]) && (at == 0 || !char.IsAsciiLetterOrDigit(piece[at - 1]))))
                {
                    return true;
                }
            }

            return false;
        }
    }
}
