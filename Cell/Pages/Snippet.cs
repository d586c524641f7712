using Cell.Tissue;

namespace Cell.Pages;

/// <summary>The stretch of a text that says most about the words asked for.</summary>
internal static class Snippet
{
    private const int Length = 220;
    private const int Before = 60;

    // Reading further into a long page costs more than a better snippet is worth.
    public const int Looked = 60_000;

    // No part of a word at its edges (UAX 29).
    private const string Punctuation = ".,;:!?()[]\"";

    /// <param name="words">Stems, as the language has them.</param>
    public static (string Text, IReadOnlyList<Mark> Marks) Of(string text, IReadOnlySet<string> words, Language language)
    {
        var looked = text.Length <= Looked ? text : text[..Looked];
        var matches = Matches(looked, words, language);
        if (matches.Count == 0)
        {
            return (Cut(looked, 0, Math.Min(Length, looked.Length)), []);
        }

        var start = WordStart(looked, Math.Max(0, matches[Best(matches)].Start - Before));
        var end = WordEnd(looked, Math.Min(looked.Length, start + Length));
        var prefix = start > 0 ? "… " : "";
        var marks = matches.Where(match => match.Start >= start && match.End <= end).Select(match => new Mark(match.Start - start + prefix.Length, match.End - match.Start));
        return (prefix + looked[start..end] + (end < text.Length ? " …" : ""), [.. marks]);
    }

    // Where the window with the most different words begins; of those, with the most words; of those, the first.
    private static int Best(List<StemAt> matches)
    {
        var inside = new Dictionary<string, int>(StringComparer.Ordinal);
        var (best, bestDifferent, bestWords) = (0, 0, 0);
        for (var (from, end) = (0, 0); from < matches.Count; from++)
        {
            for (; end < matches.Count && (end == from || matches[end].End <= matches[from].Start + Length - Before); end++)
            {
                inside[matches[end].Stem] = inside.GetValueOrDefault(matches[end].Stem) + 1;
            }

            if (inside.Count > bestDifferent || (inside.Count == bestDifferent && end - from > bestWords))
            {
                (best, bestDifferent, bestWords) = (from, inside.Count, end - from);
            }

            if (--inside[matches[from].Stem] == 0)
            {
                inside.Remove(matches[from].Stem);
            }
        }

        return best;
    }

    // No word goes over a space, and none begins otherwise than its stem, or has fewer letters: most of a text need not be analysed.
    private static List<StemAt> Matches(string text, IReadOnlySet<string> words, Language language)
    {
        var beginnings = new Beginnings(words, language.Kept);
        var matches = new List<StemAt>();
        for (var (start, end) = (0, 0); start < text.Length; start = end + 1)
        {
            end = start;
            while (end < text.Length && !char.IsWhiteSpace(text[end]))
            {
                end++;
            }

            var piece = text.AsSpan(start, end - start);
            if (!beginnings.In(piece))
            {
                continue;
            }

            piece = piece.TrimStart(Punctuation);
            var from = end - piece.Length;
            foreach (var (stem, first, last) in language.Stems.Of(piece.TrimEnd(Punctuation)))
            {
                if (words.Contains(stem))
                {
                    matches.Add(new StemAt(stem, from + first, from + last));
                }
            }
        }

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

    /// <summary>How words begin. A letter outside of ASCII may lose its accent or become two, so each of those may begin one.</summary>
    private readonly struct Beginnings(IEnumerable<string> words, int kept)
    {
        private const int Lower = 0x20; // of a letter; a digit has it anyway

        private readonly (int First, int Second, int Length)[] all =
            [.. words.Where(word => char.IsAscii(word[0])).Select(word => (word[0] | Lower, kept > 1 && word.Length > kept && char.IsAscii(word[1]) ? word[1] | Lower : 0, word.Length)).Distinct()];

        public bool In(ReadOnlySpan<char> piece)
        {
            var inside = false;
            for (var at = 0; at < piece.Length; at++)
            {
                if (!char.IsAscii(piece[at]) || (!inside && IsAt(piece[at..])))
                {
                    return true;
                }

                inside = char.IsAsciiLetterOrDigit(piece[at]);
            }

            return false;
        }

        private bool IsAt(ReadOnlySpan<char> rest)
        {
            foreach (var (first, second, length) in all)
            {
                if (rest.Length >= length && (rest[0] | Lower) == first && (second == 0 || (rest[1] | Lower) == second))
                {
                    return true;
                }
            }

            return false;
        }
    }
}
