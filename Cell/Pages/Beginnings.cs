using System.Buffers;

namespace Cell.Pages;

/// <summary>Finds pieces of a text that may have one of some stems, of which most have none: no word goes over a space, and none begins otherwise than its
/// stem, or has fewer letters. A letter outside of ASCII may lose its accent or become two, so each of those may begin one.</summary>
internal sealed class Beginnings
{
    private const int Lower = 0x20; // of a letter; a digit has it anyway

    private readonly (string Letters, int Least)[] all;
    private readonly SearchValues<char> first;

    public Beginnings(IReadOnlySet<string> stems, Language language)
    {
        Stems = stems;
        Language = language;
        all = [.. stems.Where(stem => char.IsAscii(stem[0])).Select(stem => (Letters(stem, language.Kept(stem)), stem.Length)).Distinct()];
        first = SearchValues.Create([.. stems.Select(stem => stem[0]).Where(char.IsAscii).SelectMany(letter => new[] { letter, char.ToUpperInvariant(letter) })]);
    }

    public IReadOnlySet<string> Stems { get; }

    public Language Language { get; }

    /// <summary>The next piece without spaces in which one may stand; empty at the end of the text: there is none.</summary>
    /// <param name="after">The end of the last one, or 0.</param>
    /// <param name="foreign">Where the next letter outside of ASCII stands: begins with -1.</param>
    public Range Next(ReadOnlySpan<char> text, int after, ref int foreign)
    {
        if (foreign < after)
        {
            foreign = From(after, text[after..].IndexOfAnyExceptInRange('\0', '\x7F'), text.Length);
        }

        var at = after - 1;
        do
        {
            at = From(at + 1, text[(at + 1)..foreign].IndexOfAny(first), foreign);
        }
        while (at < foreign && ((at > after && char.IsAsciiLetterOrDigit(text[at - 1])) || !IsAt(text[at..])));
        if (at == text.Length)
        {
            return at..at;
        }

        var (start, end) = (at, at);
        while (start > after && !char.IsWhiteSpace(text[start - 1]))
        {
            start--;
        }

        while (end < text.Length && !char.IsWhiteSpace(text[end]))
        {
            end++;
        }

        return start..end;
    }

    private static int From(int start, int found, int otherwise) => found < 0 ? otherwise : start + found;

    private static string Letters(string stem, int most) => new([.. stem.Take(most).TakeWhile(char.IsAscii).Select(letter => (char)(letter | Lower))]);

    private bool IsAt(ReadOnlySpan<char> rest)
    {
        foreach (var (letters, least) in all)
        {
            if (rest.Length >= least && Begins(rest, letters))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Begins(ReadOnlySpan<char> rest, string letters)
    {
        for (var at = 0; at < letters.Length; at++)
        {
            if ((rest[at] | Lower) != letters[at])
            {
                return false;
            }
        }

        return true;
    }
}
