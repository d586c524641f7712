using Cell.Storage;
using Npgsql;

namespace Cell.Pages;

/// <summary><see cref="Spelling"/> by the words that <see cref="PostgresDigest"/> counts: each page as it was when it came first.</summary>
/// <param name="pages">How many there are.</param>
/// <param name="languages">Of the pages: in their letters a word is looked for.</param>
internal sealed class PostgresSpelling(NpgsqlConnection connection, long pages, IReadOnlyList<Language> languages)
{
    private const string Last = "\U0010FFFF";

    // A question of more words is not corrected to its end: each is to be looked for.
    private const int MostWords = 16;

    /// <summary>Better words for those of a query that have some.</summary>
    public async Task<IReadOnlyDictionary<string, string>> BetterAsync(IEnumerable<string> words, CancellationToken cancellation)
    {
        var better = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var word in words.Distinct().Take(MostWords))
        {
            if (await BetterAsync(word, cancellation) is { } found)
            {
                better[word] = found;
            }
        }

        return better;
    }

    private async Task<string?> BetterAsync(string word, CancellationToken cancellation)
    {
        var asked = word.ToLowerInvariant();
        if (!Spelling.IsCorrected(asked))
        {
            return null;
        }

        var having = await PostgresRows.ReadAsync(connection, "SELECT pages FROM word WHERE word = $1", [PostgresRows.Value(asked)], row => row.GetInt64(0), cancellation) is [var counted] ? counted : 0;
        if (!Spelling.IsRare(having, pages))
        {
            return null;
        }

        var least = Spelling.LeastOfBetter(having);
        return await CommonestAsync(NearWords.OneAway(asked, Letters(asked)), least, cancellation) ?? (Spelling.MayBeTwoAway(asked, having) ? await BeginningAlikeAsync(asked, least, cancellation) : null);
    }

    private async Task<string?> CommonestAsync(IEnumerable<string> words, long least, CancellationToken cancellation) => await PostgresRows.ReadAsync(
        connection,
        "SELECT word FROM word WHERE word = ANY($1) AND pages >= $2 ORDER BY pages DESC, word LIMIT 1",
        [PostgresRows.Value(words.Distinct().ToArray()), PostgresRows.Value(least)],
        row => row.GetString(0),
        cancellation) is [var best] ? best : null;

    private async Task<string?> BeginningAlikeAsync(string asked, long least, CancellationToken cancellation)
    {
        var first = asked[..1];
        var words = await PostgresRows.ReadAsync(
            connection,
            "SELECT word FROM word WHERE word >= $1 AND word < $2 AND char_length(word) BETWEEN $3 AND $4 AND pages >= $5 ORDER BY pages DESC, word",
            [PostgresRows.Value(first), PostgresRows.Value(first + Last), PostgresRows.Value(asked.Length - 2), PostgresRows.Value(asked.Length + 2), PostgresRows.Value(least)],
            row => row.GetString(0),
            cancellation);
        return words.FirstOrDefault(word => NearWords.Distance(asked.AsSpan(1), word.AsSpan(1)) <= 2);
    }

    // A language's common words have nearly all of its letters.
    private HashSet<char> Letters(string asked) => [.. "abcdefghijklmnopqrstuvwxyz", .. asked, .. languages.SelectMany(language => language.Common).SelectMany(word => word)];
}
