using System.Globalization;
using System.Text;
using Cell.Tissue;

namespace Cell.Pages;

/// <summary>A page's words as PostgreSQL searches them: a tsvector of the stems that the embedded index has, so that both find the same, and the work of it
/// is not the database's. Pure.</summary>
internal static class WordVector
{
    // What a tsvector holds at most (PostgreSQL, ts_type.h): positions of a page, positions of a word, and 1 MiB in all.
    private const int MostPosition = 16_383;
    private const int MostPositions = 255;
    private const int MostBytes = 900_000;

    // No phrase goes over the end of a field.
    private const int Gap = 64;

    /// <summary>Another one when vectors are made otherwise: those of other forms are made anew.</summary>
    public const int Form = 2;

    // There are four.
    private static readonly Dictionary<string, char> Weights = new(StringComparer.Ordinal) { ["title"] = 'A', ["links"] = 'B', ["headings"] = 'C', ["address"] = 'C', ["text"] = 'D' };

    /// <summary>What the weights D, C, B and A count.</summary>
    public static float[] Boosts { get; } =
        [.. PageDocument.Searched.GroupBy(field => Weights[field.Field]).OrderByDescending(weight => weight.Key).Select(weight => weight.Max(field => field.Boost) / PageDocument.Searched.Max(other => other.Boost))];

    // 'vacuum':1A,130 'garbag':131
    /// <param name="links">What others say of it.</param>
    public static string Of(CrawledPage page, IReadOnlyList<string> links) => Of([.. PageDocument.Texts(page), .. Linked(links)], Language.Named(Language.Of(page)));

    /// <summary>Only what others say of a page.</summary>
    public static string Of(IReadOnlyList<string> links, Language language) => Of([("links", ""), .. Linked(links)], language);

    private static IEnumerable<(string Field, string Text)> Linked(IReadOnlyList<string> links) => links.Select(text => ("links", text));

    private static string Of(IEnumerable<(string Field, string Text)> texts, Language language)
    {
        var words = new Dictionary<string, (StringBuilder Places, int Count)>(StringComparer.Ordinal);
        var (start, bytes) = (0, 0);
        foreach (var (field, text) in texts)
        {
            var end = start;
            foreach (var (word, place) in Reading.Of(StorableText.Of(text), language).Words)
            {
                end = start + place + 1;
                bytes += Add(words, word, Math.Min(end, MostPosition), Weights[field]);
                if (bytes > MostBytes)
                {
                    return Written(words);
                }
            }

            start = end + Gap;
        }

        return Written(words);
    }

    /// <summary>As a word stands in a tsvector or a tsquery.</summary>
    public static string Quoted(string word) => $"'{word.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)}'";

    // About the bytes that it takes there.
    private static int Add(Dictionary<string, (StringBuilder Places, int Count)> words, string word, int position, char weight)
    {
        var known = words.TryGetValue(word, out var had);
        if (had.Count >= MostPositions)
        {
            return 0;
        }

        var places = known ? had.Places.Append(',') : new StringBuilder();
        places.Append(CultureInfo.InvariantCulture, $"{position}{weight}");
        words[word] = (places, had.Count + 1);
        return known ? 2 : 8 + Encoding.UTF8.GetByteCount(word);
    }

    private static string Written(Dictionary<string, (StringBuilder Places, int Count)> words)
    {
        var text = new StringBuilder();
        foreach (var (word, (places, _)) in words)
        {
            text.Append(Quoted(word)).Append(':').Append(places).Append(' ');
        }

        return text.ToString();
    }
}
