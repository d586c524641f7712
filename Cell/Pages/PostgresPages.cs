using System.Collections.Immutable;
using Cell.Storage;
using Cell.Tissue;
using Npgsql;

namespace Cell.Pages;

/// <summary>Pages in PostgreSQL, shared by all APIs that name the same database. Its log's numbers are given under a lock that each batch holds until
/// its end, so that whoever reads on from a number misses nothing.</summary>
/// <param name="organism">Whose pages they are: no other's are mixed with them.</param>
/// <param name="frontier">Whose cursor of emission it is: a frontier that lies elsewhere has its own.</param>
internal sealed class PostgresPages : IPageStore
{
    private const int MostMarks = 2_000;

    // The largest page may have a little more: together they fit one message.
    private const long MostLetters = 200_000;

    private readonly PostgresDatabase database;
    private readonly string organism;
    private readonly string frontier;
    private readonly PostgresWriter writer;
    private readonly PostgresSearch search;
    private readonly PostgresDigest digest;
    private PostgresState state = PostgresState.Unknown;

    public PostgresPages(PostgresAccess access, string organism, string frontier, TimeProvider time)
    {
        (this.organism, this.frontier) = (organism, frontier);
        database = new PostgresDatabase(access, new PostgresMigrations(access.Schema, PostgresSteps.All), time);
        writer = new PostgresWriter(database);
        search = new PostgresSearch(database, () => State, time);
        digest = new PostgresDigest(database, time);
    }

    public PostgresDatabase Database => database;

    public Guid Origin => State.Origin;

    public long Last => State.Last;

    /// <summary>A page is found as soon as it is acknowledged.</summary>
    public long Indexed => Last;

    public ImmutableDictionary<Guid, long> Heads => State.Heads;

    public long Count => State.Count;

    public long Held => State.Last - State.Emitted;

    private PostgresState State => Volatile.Read(ref state);

    public async Task<PageReceipt> SubmitAsync(PageBatch batch, CancellationToken cancellation)
    {
        var (last, count) = await writer.PutAsync(batch.Pages, cancellation);
        Know(known => last > known.Last ? known with { Last = last, Count = count } : known);
        return new PageReceipt(1, batch.Pages.Count);
    }

    public async Task HoldAsync(Guid origin, long upTo, CancellationToken cancellation)
    {
        await database.DoAsync("INSERT INTO head VALUES ($1, $2) ON CONFLICT (origin) DO UPDATE SET seq = greatest(head.seq, excluded.seq)", [Value(origin), Value(upTo)], cancellation);
        Know(known => known with { Heads = known.Heads.SetItem(origin, upTo) });
    }

    public async Task AdvanceAsync(long upTo, CancellationToken cancellation)
    {
        await database.DoAsync("INSERT INTO emission VALUES ($1, $2) ON CONFLICT (frontier) DO UPDATE SET seq = greatest(emission.seq, excluded.seq)", [Value(frontier), Value(upTo)], cancellation);
        Know(known => known with { Emitted = Math.Max(known.Emitted, upTo) });
    }

    public async Task<PageLog> LogAsync(Guid? origin, long after, CancellationToken cancellation)
    {
        var own = await OriginAsync(cancellation);
        if (origin != own)
        {
            return new PageLog(1, own, 0, Last, []);
        }

        var (upTo, last, marks) = await ArrivedAsync("url, fetched, hash", after, MostMarks, row => new PageMark(row.GetString(2), row.GetInt64(3), row.GetString(4)), cancellation);
        return new PageLog(1, own, upTo, last, marks);
    }

    public Task<IReadOnlyList<string>> LackingAsync(IReadOnlyList<PageMark> marks, CancellationToken cancellation) => database.ReadAsync(
        """
        SELECT mark.url FROM unnest($1::text[], $2::bigint[], $3::text[]) WITH ORDINALITY AS mark(url, fetched, hash, place) LEFT JOIN page USING (url)
        WHERE page.url IS NULL OR (mark.fetched, mark.hash) > (page.fetched, page.hash) ORDER BY place
        """,
        [Value(marks.Select(mark => StorableText.Of(mark.Url)).ToArray()), Value(marks.Select(mark => mark.Fetched).ToArray()), Value(marks.Select(mark => StorableText.Of(mark.Hash)).ToArray())],
        row => row.GetString(0),
        cancellation);

    public async Task<PageBatch> ReadAsync(PageWish wish, CancellationToken cancellation)
    {
        var wished = wish.Urls.Select(StorableText.Of).Distinct(StringComparer.Ordinal).ToArray();
        var pages = new List<CrawledPage>();
        var letters = 0L;
        foreach (var some in wished.Chunk(20))
        {
            var found = (await database.ReadAsync(PageColumns.Select + "WHERE url = ANY($1)", [Value(some)], PageColumns.Read, cancellation)).ToDictionary(page => page.Url, StringComparer.Ordinal);
            foreach (var page in some.Select(found.GetValueOrDefault).OfType<CrawledPage>().TakeWhile(_ => letters <= MostLetters))
            {
                pages.Add(page);
                letters += PageBounds.Weight(page);
            }

            if (letters > MostLetters)
            {
                break;
            }
        }

        return new PageBatch(1, pages);
    }

    public async Task<CrawledPage?> FindAsync(string url, CancellationToken cancellation) =>
        await database.ReadAsync(PageColumns.Select + "WHERE url = $1", [Value(StorableText.Of(url))], PageColumns.Read, cancellation) is [var page] ? page : null;

    public Task<IReadOnlyList<CrawledPage>> FollowingAsync(string url, int most, CancellationToken cancellation) =>
        database.ReadAsync(PageColumns.Select + "WHERE url > $1 ORDER BY url LIMIT $2", [Value(StorableText.Of(url)), Value((long)most)], PageColumns.Read, cancellation);

    public Task<SearchAnswer> SearchAsync(SearchQuery query, CancellationToken cancellation) => search.SearchAsync(query, cancellation);

    public async Task<(long UpTo, IReadOnlyList<FoundLinks> Links)> LinksAfterCursorAsync(int most, CancellationToken cancellation)
    {
        await OriginAsync(cancellation);
        var (upTo, _, pages) = await ArrivedAsync("text, rest", State.Emitted, most, row => PackedPage.Read(row.GetFieldValue<byte[]>(2), row.GetFieldValue<byte[]>(3)), cancellation);
        return (upTo, FollowedLinks.Of(pages));
    }

    public Task RunAsync(CancellationToken stopping) => Task.WhenAll(database.RunAsync(LookAsync, stopping), digest.RunAsync(stopping));

    public async ValueTask DisposeAsync()
    {
        await writer.DisposeAsync();
        await database.DisposeAsync();
    }

    private async Task<Guid> OriginAsync(CancellationToken cancellation) =>
        State.Origin != Guid.Empty ? State.Origin : await database.UseAsync(async (connection, token) =>
        {
            await LookAsync(connection, token);
            return State.Origin;
        }, cancellation);

    private async Task LookAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var seen = await PostgresState.ReadAsync(connection, organism, frontier, cancellation);
        // What this process has written meanwhile may be newer.
        Know(known => seen.Origin == known.Origin && known.Last > seen.Last ? seen with { Last = known.Last, Count = known.Count } : seen);
    }

    // One statement, so one moment: what is numbered up to its last is all there.
    private async Task<(long UpTo, long Last, IReadOnlyList<T> Rows)> ArrivedAsync<T>(string columns, long after, int most, Func<NpgsqlDataReader, T> read, CancellationToken cancellation)
    {
        var rows = await database.ReadAsync(
            $"SELECT store.last, new.* FROM store LEFT JOIN LATERAL (SELECT arrival, {columns} FROM page WHERE arrival > $1 ORDER BY arrival LIMIT $2) AS new ON true",
            [Value(after), Value((long)most)],
            row => (Last: row.GetInt64(0), Arrival: row.IsDBNull(1) ? -1 : row.GetInt64(1), Row: row.IsDBNull(1) ? default : read(row)),
            cancellation);
        var arrived = rows.Where(row => row.Arrival >= 0).ToList();
        var last = rows.Count > 0 ? rows[0].Last : 0;
        return (arrived.Count < most ? Math.Max(after, last) : arrived[^1].Arrival, last, [.. arrived.Select(row => row.Row!)]); // only those that were read
    }

    private void Know(Func<PostgresState, PostgresState> learn)
    {
        PostgresState known;
        do
        {
            known = State;
        }
        while (Interlocked.CompareExchange(ref state, learn(known), known) != known);
    }

    private static NpgsqlParameter<T> Value<T>(T value) => PostgresRows.Value(value);
}
