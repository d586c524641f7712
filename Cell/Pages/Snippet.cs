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

    public static (string Text, IReadOnlyList<Mark> Marks) Of(string text, Beginnings words)
    {
        var looked = text.Length <= Looked ? text : text[..Looked];
        var matches = Matches(looked, words);
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

    private static List<StemAt> Matches(string text, Beginnings words)
    {
        var matches = new List<StemAt>();
        var foreign = -1;
        for (var found = words.Next(text, 0, ref foreign); found.Start.Value < text.Length; found = words.Next(text, found.End.Value, ref foreign))
        {
            var piece = text.AsSpan(found).TrimStart(Punctuation);
            var from = found.End.Value - piece.Length;
            foreach (var (stem, first, last) in words.Language.Stems.Of(piece.TrimEnd(Punctuation)))
            {
                if (words.Stems.Contains(stem))
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
}
