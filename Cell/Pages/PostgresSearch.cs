using Cell.Storage;
using Cell.Tissue;
using Npgsql;

namespace Cell.Pages;

/// <summary>Searches in PostgreSQL: the stems of <see cref="WordVector"/>, in a better field they count more, and near together they come first. Snippets and
/// folding are the embedded store's.</summary>
/// <param name="state">The store's figures now.</param>
internal sealed class PostgresSearch(PostgresDatabase database, Func<PostgresState> state, TimeProvider time)
{
    // What is folded away has to be fetched as well.
    private const int Spare = 20;

    // By the index, value for value; more than so many pages of one tell no more.
    private const string LanguagesOfPages = """
        WITH RECURSIVE code AS (
            (SELECT stems FROM page WHERE NOT gone ORDER BY stems LIMIT 1)
            UNION ALL
            SELECT (SELECT page.stems FROM page WHERE NOT gone AND page.stems > code.stems ORDER BY page.stems LIMIT 1) FROM code WHERE code.stems IS NOT NULL)
        SELECT stems FROM code WHERE stems IS NOT NULL
        ORDER BY (SELECT count(*) FROM (SELECT 1 FROM page WHERE NOT gone AND page.stems = code.stems LIMIT 10000) AS counted) DESC, stems LIMIT 8
        """;

    private static readonly TimeSpan LanguagesFor = TimeSpan.FromSeconds(30);

    private (IReadOnlyList<Language> Languages, long Last, long Taken)? known;

    /// <exception cref="IOException">The database cannot be searched now.</exception>
    public Task<SearchAnswer> SearchAsync(SearchQuery query, CancellationToken cancellation) => database.UseAsync(
        async (connection, token) =>
        {
            var (parts, languages) = (QueryText.Read(query.Text), await LanguagesAsync(connection, token));
            var words = new WordQuery(parts, languages);
            if (words.IsEmpty)
            {
                return new SearchAnswer(0, []);
            }

            var wanted = query.Page * query.PerPage;
            var found = await FoldedAsync(connection, words, 0, wanted, token);
            var suggestion = Spelling.IsAskedFor(found.Total) ? await BetterAsync(connection, parts, languages, found.Total, token) : null;
            if (found.Total == 0 && words.Enough > 0)
            {
                found = await FoldedAsync(connection, words, words.Enough, wanted, token);
            }

            return await AnswerAsync(connection, found, query, words, token) with { Suggestion = suggestion };
        },
        cancellation);

    /// <summary>The question with other words, if more is found by it.</summary>
    private async Task<string?> BetterAsync(NpgsqlConnection connection, IReadOnlyList<QueryPart> parts, IReadOnlyList<Language> languages, long total, CancellationToken cancellation)
    {
        var words = new List<string>();
        foreach (var part in parts)
        {
            part.Corrected(word =>
            {
                words.Add(word);
                return null;
            });
        }

        var better = await new PostgresSpelling(connection, state().Count, languages).BetterAsync(words, cancellation);
        if (better.Count == 0)
        {
            return null;
        }

        var corrected = parts.Select(part => part.Corrected(better.GetValueOrDefault) ?? part).ToList();
        return (await HitsAsync(connection, new WordQuery(corrected, languages), 0, 1, cancellation)) is [var hit, ..] && hit.Total > total ? string.Join(' ', corrected) : null;
    }

    // Asked again when there may be others: in a small store with each doubling.
    private async Task<IReadOnlyList<Language>> LanguagesAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var now = state().Last;
        if (known is { } held && now <= 2 * held.Last && time.GetElapsedTime(held.Taken) < LanguagesFor)
        {
            return held.Languages;
        }

        var codes = await PostgresRows.ReadAsync(connection, LanguagesOfPages, [], row => Language.Named(row.GetString(0)), cancellation);
        IReadOnlyList<Language> languages = codes.Count > 0 ? codes : [Language.English];
        known = (languages, now, time.GetTimestamp());
        return languages;
    }

    private static async Task<Found> FoldedAsync(NpgsqlConnection connection, WordQuery words, int enough, int wanted, CancellationToken cancellation)
    {
        for (var most = wanted + Spare; ; most *= 2)
        {
            var hits = await HitsAsync(connection, words, enough, most, cancellation);
            var folded = Folding.Of(hits.Select((hit, at) => new Likeness(at, hit.Score, hit.Body, hit.Simhash)));
            if (folded.Count >= wanted || hits.Count < most)
            {
                return new Found(hits.Count > 0 ? hits[0].Total : 0, hits, folded);
            }
        }
    }

    private static Task<IReadOnlyList<Hit>> HitsAsync(NpgsqlConnection connection, WordQuery words, int enough, int most, CancellationToken cancellation)
    {
        var (sql, values) = HitQuery.Of(words, enough, most);
        return PostgresRows.ReadAsync(connection, sql, values, row => new Hit(row.GetString(0), row.GetInt64(1), row.GetInt64(2), (float)row.GetDouble(3), row.GetInt64(4)), cancellation);
    }

    private static async Task<SearchAnswer> AnswerAsync(NpgsqlConnection connection, Found found, SearchQuery query, WordQuery words, CancellationToken cancellation)
    {
        var shown = found.Folded.Skip((query.Page - 1) * query.PerPage).Take(query.PerPage).Select(hit => (found.Hits[hit.Best.Document].Url, hit.Best.Score, hit.Similar)).ToList();
        var pages = (await PostgresRows.ReadAsync(connection, PageColumns.Select + "WHERE url = ANY($1)", [PostgresRows.Value(shown.Select(hit => hit.Url).ToArray())], PageColumns.Read, cancellation))
            .ToDictionary(page => page.Url, StringComparer.Ordinal);
        return new SearchAnswer(found.Total, [.. shown.Where(hit => pages.ContainsKey(hit.Url)).Select(hit => Shown(pages[hit.Url], hit.Score, hit.Similar, words))]);
    }

    private static SearchHit Shown(CrawledPage page, float score, int similar, WordQuery words)
    {
        var (snippet, marks) = Snippet.Of(page.Text.Length > 0 ? page.Text : page.Description, words.StemsIn(Language.Named(Language.Of(page))));
        return new SearchHit(page.Url, page.Title, snippet, marks, score, similar);
    }

    private sealed record Hit(string Url, long Body, long Simhash, float Score, long Total);

    private sealed record Found(long Total, IReadOnlyList<Hit> Hits, IReadOnlyList<FoldedHit> Folded);
}
