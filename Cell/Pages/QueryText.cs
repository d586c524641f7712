using System.Text.RegularExpressions;

namespace Cell.Pages;

/// <summary>A part of what a client asks for.</summary>
/// <param name="Field">"" for words; "site" or "lang".</param>
/// <param name="Words">More than one: a phrase.</param>
internal sealed partial record QueryPart(string Field, string Words, bool Phrase, bool Without)
{
    /// <summary>A word that is wanted, where it stands does not matter.</summary>
    public bool IsPlain => this is { Field: "", Phrase: false, Without: false };

    /// <summary>With other words where that says something else; null: none of them is to be written otherwise.</summary>
    /// <param name="better">Null: the word stays.</param>
    public QueryPart? Corrected(Func<string, string?> better)
    {
        var words = Field.Length > 0 || Without ? Words : Letters().Replace(Words, word => better(word.Value) ?? word.Value);
        return words == Words ? null : this with { Words = words };
    }

    /// <summary>As it is written.</summary>
    public override string ToString() => (Without ? "-" : "") + (Field.Length > 0 ? $"{Field}:{Words}" : Phrase ? $"\"{Words}\"" : Words);

    // Not a part of a name with digits.
    [GeneratedRegex(@"(?<![\p{L}\p{N}_])\p{L}+(?![\p{L}\p{N}_])")]
    private static partial Regex Letters();
}

/// <summary>Reads a client's query: words, "phrases", -without, site:host, lang:en. Everything else is words; nothing is an error. Pure.</summary>
internal static class QueryText
{
    private const int MostParts = 32;

    // vacuum "transaction id" -full site:docs.test
    public static IReadOnlyList<QueryPart> Read(string text)
    {
        var parts = new List<QueryPart>();
        var at = 0;
        while (at < text.Length && parts.Count < MostParts)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }

            var without = text[at] == '-' && at + 1 < text.Length && !char.IsWhiteSpace(text[at + 1]);
            at += without ? 1 : 0;
            var phrase = text[at] == '"';
            var start = phrase ? at + 1 : at;
            var end = start;
            while (end < text.Length && (phrase ? text[end] != '"' : !char.IsWhiteSpace(text[end]) && text[end] != '"'))
            {
                end++;
            }

            Add(parts, text[start..end], phrase, without);
            at = phrase ? end + 1 : end;
        }

        return parts;
    }

    private static void Add(List<QueryPart> parts, string words, bool phrase, bool without)
    {
        if (!phrase && words.Split(':', 2) is ["site" or "lang", { Length: > 0 } value])
        {
            parts.Add(new QueryPart(words[..4], words[0] == 's' ? value.ToLowerInvariant().TrimEnd('/') : Language.Primary(value), false, without));
        }
        else if (!string.IsNullOrWhiteSpace(words))
        {
            parts.Add(new QueryPart("", words, phrase, without));
        }
    }
}
