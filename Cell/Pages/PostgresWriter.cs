using System.Diagnostics;
using System.Threading.Channels;
using Cell.Storage;
using Cell.Tissue;
using Npgsql;

namespace Cell.Pages;

/// <summary>Puts pages into PostgreSQL: what many callers bring at once in one transaction, and each is answered after its commit.</summary>
internal sealed class PostgresWriter : IAsyncDisposable
{
    private const int Waiting = 256;
    private const int MostTogether = 1_000;
    private const long MostLetters = 8_000_000;

    // The lock gives numbers in the order of commits. A server that acknowledges before its disk has it is told not to, for this.
    private const string Begin = "SELECT last, set_config('synchronous_commit', 'on', true) FROM store FOR UPDATE";

    // The last writer wins, whoever it is: see PageRow.
    private const string Put = """
        WITH given AS (
            SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[], $4::boolean[], $5::text[], $6::text[], $7::text[], $8::bigint[], $9::bigint[], $10::text[], $11::bytea[], $12::bytea[])
            WITH ORDINALITY AS given(url, fetched, hash, gone, sites, lang, stems, body, simhash, words, text, rest, place)),
        won AS (
            SELECT given.*, known.gone AS was, (SELECT last FROM store) + row_number() OVER (ORDER BY place) AS arrival
            FROM given LEFT JOIN page AS known USING (url)
            WHERE known.url IS NULL OR (given.fetched, given.hash) > (known.fetched, known.hash)),
        put AS (
            INSERT INTO page (url, arrival, fetched, hash, gone, sites, lang, stems, body, simhash, form, words, text, rest)
            SELECT url, arrival, fetched, hash, gone, string_to_array(sites, ' '), lang, stems, body, simhash, $13, words::tsvector, text, rest FROM won
            ON CONFLICT (url) DO UPDATE SET arrival = excluded.arrival, fetched = excluded.fetched, hash = excluded.hash, gone = excluded.gone, sites = excluded.sites,
                lang = excluded.lang, stems = excluded.stems, body = excluded.body, simhash = excluded.simhash, form = excluded.form, words = excluded.words || page.links, text = excluded.text, rest = excluded.rest)
        UPDATE store SET last = last + (SELECT count(*) FROM won),
            live = live + (SELECT count(*) FILTER (WHERE NOT gone) - count(*) FILTER (WHERE NOT was) FROM won)
        RETURNING last, live
        """;

    private readonly PostgresDatabase database;
    private readonly Channel<Work> queue = Channel.CreateBounded<Work>(Waiting);
    private readonly Task loop;

    public PostgresWriter(PostgresDatabase database)
    {
        this.database = database;
        loop = Task.Run(RunAsync);
    }

    /// <returns>The log's newest number, and how many pages are there.</returns>
    /// <exception cref="IOException">Nothing of it was kept, or it is not known whether it was.</exception>
    public async Task<(long Last, long Count)> PutAsync(IReadOnlyList<CrawledPage> pages, CancellationToken cancellation)
    {
        var rows = await BackgroundThreads.RunAsync(() => pages.Select(Row).ToList(), light: true);
        var work = new Work(rows, pages.Sum(page => (long)PageBounds.Weight(page)), new TaskCompletionSource<(long, long)>(TaskCreationOptions.RunContinuationsAsynchronously));
        await queue.Writer.WriteAsync(work, cancellation);
        return await work.Done.Task.WaitAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await loop;
    }

    private async Task RunAsync()
    {
        while (await queue.Reader.WaitToReadAsync())
        {
            var group = new List<Work>();
            var (rows, letters) = (0, 0L);
            while (rows < MostTogether && letters < MostLetters && queue.Reader.TryRead(out var work))
            {
                group.Add(work);
                rows += work.Rows.Count;
                letters += work.Letters;
            }

            await CommitAsync(group);
        }
    }

    private async Task CommitAsync(List<Work> group)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            // Of one address in one batch, the one that wins.
            var rows = group.SelectMany(work => work.Rows).GroupBy(row => row.Url, StringComparer.Ordinal).Select(same => same.MaxBy(row => (row.Fetched, row.Hash), Later)!).ToArray(); // a group has one
            var known = await database.UseAsync((connection, token) => CommitAsync(connection, rows, token), CancellationToken.None);
            database.Pulse.Committed(Stopwatch.GetElapsedTime(start));
            group.ForEach(work => work.Done.TrySetResult(known));
        }
        catch (Exception fault)
        {
            group.ForEach(work => work.Done.TrySetException(fault));
        }
    }

    private static readonly Comparer<(long Fetched, string Hash)> Later = Comparer<(long Fetched, string Hash)>.Create((one, other) =>
        one.Fetched != other.Fetched ? one.Fetched.CompareTo(other.Fetched) : string.CompareOrdinal(one.Hash, other.Hash));

    // One batch is one transaction, and one way there and back.
    private static async Task<(long Last, long Count)> CommitAsync(NpgsqlConnection connection, Row[] rows, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(connection) { Timeout = (int)PostgresDatabase.Write.TotalSeconds };
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Begin));
        var put = new NpgsqlBatchCommand(Put);
        NpgsqlParameter[] columns =
        [
            PostgresRows.Column(rows, row => row.Url), PostgresRows.Column(rows, row => row.Fetched), PostgresRows.Column(rows, row => row.Hash), PostgresRows.Column(rows, row => row.Gone), PostgresRows.Column(rows, row => row.Sites), PostgresRows.Column(rows, row => row.Lang),
            PostgresRows.Column(rows, row => row.Stems), PostgresRows.Column(rows, row => row.Body), PostgresRows.Column(rows, row => row.Simhash), PostgresRows.Column(rows, row => row.Words), PostgresRows.Column(rows, row => row.Text), PostgresRows.Column(rows, row => row.Rest),
            PostgresRows.Value(WordVector.Form),
        ];
        put.Parameters.AddRange(columns);
        batch.BatchCommands.Add(put);
        await using var answer = await batch.ExecuteReaderAsync(cancellation);
        await answer.NextResultAsync(cancellation);
        await answer.ReadAsync(cancellation);
        var known = (answer.GetInt64(0), answer.GetInt64(1));

        // The commit is at the end of what the server answers.
        while (await answer.NextResultAsync(cancellation))
        {
        }

        return known;
    }

    private static Row Row(CrawledPage page)
    {
        var (text, rest) = PackedPage.Of(page);
        var language = Language.Of(page);
        var gone = page.State == PageState.Gone;
        return new Row(
            StorableText.Of(page.Url), PageRow.Moment(page), StorableText.Of(page.Hash), gone, StorableText.Of(string.Join(' ', PageDocument.Sites(page.Url))), StorableText.Of(language), Language.Named(language).Code,
            PageDocument.Bits(page.Hash), PageDocument.Bits(page.Simhash), gone ? "" : WordVector.Of(page, []), text, rest);
    }

    private sealed record Work(IReadOnlyList<Row> Rows, long Letters, TaskCompletionSource<(long Last, long Count)> Done);
}

/// <summary>A page as a row of the table.</summary>
/// <param name="Sites">With blanks between them.</param>
/// <param name="Stems">Of which language: see <see cref="Language"/>.</param>
internal sealed record Row(string Url, long Fetched, string Hash, bool Gone, string Sites, string Lang, string Stems, long Body, long Simhash, string Words, byte[] Text, byte[] Rest);
