using Cell.Storage;
using Cell.Tissue;
using Npgsql;

namespace Cell.Pages;

/// <summary>What searches in PostgreSQL know beside a page's own words: what others say of it by their links, and how pages write their words. It is taken
/// from the log, behind it, by one of the APIs at a time.</summary>
internal sealed class PostgresDigest(PostgresDatabase database, TimeProvider time)
{
    private const int FollowedTogether = 200;
    private const long MostBytes = 8_000_000;
    private const int RelinkedTogether = 100;
    private const int ReadTogether = 20;

    private const string Next = """
        SELECT arrival, text, rest FROM (
            SELECT arrival, text, rest, sum(octet_length(text)::bigint + octet_length(rest)) OVER (ORDER BY arrival) - octet_length(text) - octet_length(rest) AS before
            FROM (SELECT arrival, text, rest FROM page WHERE arrival > $1 ORDER BY arrival LIMIT $2) AS next) AS weighed
        WHERE before < $3 ORDER BY arrival
        """;

    private const string Targets = """
        SELECT page.url, page.arrival, page.form, page.linked, ARRAY(SELECT text FROM said WHERE target = id ORDER BY pages DESC, text LIMIT $2)
        FROM (SELECT id FROM relink ORDER BY id LIMIT $1) AS behind JOIN digested USING (id) JOIN page USING (url)
        """;

    // Many links to one page are taken together: when nothing has come for a while, or at last.
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RelinkLatest = TimeSpan.FromSeconds(10);

    public async Task RunAsync(CancellationToken stopping)
    {
        var relinked = time.GetTimestamp();
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var more = await database.TransactAsync(FollowAsync, stopping);
                if (!more || time.GetElapsedTime(relinked) > RelinkLatest)
                {
                    while (await database.TransactAsync(RelinkAsync, stopping))
                    {
                    }

                    relinked = time.GetTimestamp();
                }

                if (more)
                {
                    continue;
                }
            }
            catch (IOException)
            {
                // It goes on where its last commit left it; the pulse tells of the fault.
            }

            await Task.Delay(Idle, time, stopping);
        }
    }

    // True: there may be more.
    private static async Task<bool> FollowAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        if (await PositionAsync(connection, cancellation) is not { } position)
        {
            return false;
        }

        var rows = await PostgresRows.ReadAsync(
            connection,
            Next,
            [PostgresRows.Value(position), PostgresRows.Value((long)FollowedTogether), PostgresRows.Value(MostBytes)],
            row => (Arrival: row.GetInt64(0), Text: row.GetFieldValue<byte[]>(1), Others: row.GetFieldValue<byte[]>(2)),
            cancellation);
        if (rows.Count > 0)
        {
            var pages = await BackgroundThreads.RunAsync(() => rows.Select(row => PackedPage.Readable(row.Text, row.Others)).OfType<CrawledPage>().Select(DigestedPage.Of).ToList(), light: true);
            var ids = PostgresRows.Column(pages, page => page.Id);
            var before = await PostgresRows.ReadAsync(connection, "SELECT id, said FROM digested WHERE id = ANY($1)", [ids], row => (Id: row.GetInt64(0), Said: row.GetString(1)), cancellation);
            await WriteAsync(connection, pages, before.ToDictionary(page => page.Id, page => page.Said), rows[^1].Arrival, cancellation);
        }

        return rows.Count > 0;
    }

    private static async Task WriteAsync(NpgsqlConnection connection, IReadOnlyList<DigestedPage> pages, Dictionary<long, string> before, long upTo, CancellationToken cancellation)
    {
        var said = DigestedPage.Changes(pages, before);
        var words = pages.Where(page => !before.ContainsKey(page.Id)).SelectMany(page => page.Words).CountBy(word => word).ToList();
        await using var batch = new NpgsqlBatch(connection) { Timeout = (int)PostgresDatabase.Write.TotalSeconds };
        Add(
            batch,
            "INSERT INTO digested SELECT * FROM unnest($1, $2, $3) ON CONFLICT (id) DO UPDATE SET said = excluded.said",
            PostgresRows.Column(pages, page => page.Id),
            PostgresRows.Column(pages, page => page.Url),
            PostgresRows.Column(pages, page => page.Said));
        var (targets, texts) = (PostgresRows.Column(said, one => one.Key.Target), PostgresRows.Column(said, one => one.Key.Text));
        Add(
            batch,
            "INSERT INTO said SELECT * FROM unnest($1, $2, $3) ON CONFLICT (target, text) DO UPDATE SET pages = said.pages + excluded.pages",
            targets,
            texts,
            PostgresRows.Column(said, one => one.Value));
        Add(batch, "DELETE FROM said USING unnest($1, $2) AS given(target, text) WHERE said.target = given.target AND said.text = given.text AND pages <= 0", targets.Clone(), texts.Clone());
        Add(batch, "INSERT INTO relink SELECT DISTINCT * FROM unnest($1) ON CONFLICT DO NOTHING", PostgresRows.Value(said.Select(one => one.Key.Target).Concat(pages.Select(page => page.Id)).ToArray()));
        Add(
            batch,
            "INSERT INTO word SELECT * FROM unnest($1, $2) ON CONFLICT (word) DO UPDATE SET pages = word.pages + excluded.pages",
            PostgresRows.Column(words, word => word.Key),
            PostgresRows.Column(words, word => (long)word.Value));
        Add(batch, "UPDATE digest SET seq = $1", PostgresRows.Value(upTo));
        await batch.ExecuteNonQueryAsync(cancellation);
    }

    // True: there may be more.
    private static async Task<bool> RelinkAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        if (await PositionAsync(connection, cancellation) is null)
        {
            return false;
        }

        var targets = await PostgresRows.ReadAsync(
            connection,
            Targets,
            [PostgresRows.Value((long)RelinkedTogether), PostgresRows.Value((long)LinksIn.MostTexts)],
            row => LinkTarget.Of(row.GetString(0), row.GetInt64(1), row.GetInt32(2), row.GetInt64(3), row.GetFieldValue<string[]>(4)),
            cancellation);
        var linked = new List<LinkedPage>();
        foreach (var some in targets.Where(target => target.IsBehind).Chunk(ReadTogether))
        {
            var pages = await PostgresRows.ReadAsync(connection, PageColumns.Select + "WHERE url = ANY($1)", [PostgresRows.Column(some, target => target.Url)], PageColumns.Packed, cancellation);
            linked.AddRange(await BackgroundThreads.RunAsync(() => LinkedPage.Of(some, pages.Select(page => PackedPage.Readable(page.Text, page.Others)).OfType<CrawledPage>()).ToList(), light: true));
        }

        // Under the lock of those who bring pages: each of them holds rows in an order of its own.
        await using var batch = new NpgsqlBatch(connection) { Timeout = (int)PostgresDatabase.Write.TotalSeconds };
        Add(batch, "SELECT FROM store FOR UPDATE");
        Add(
            batch,
            """
            UPDATE page SET form = $6, linked = given.linked, links = given.links::tsvector, words = given.words::tsvector
            FROM unnest($1, $2, $3, $4, $5) AS given(url, arrival, linked, links, words) WHERE page.url = given.url AND page.arrival = given.arrival
            """,
            PostgresRows.Column(linked, page => page.Target.Url),
            PostgresRows.Column(linked, page => page.Target.Arrival),
            PostgresRows.Column(linked, page => page.Target.Fingerprint),
            PostgresRows.Column(linked, page => page.Links),
            PostgresRows.Column(linked, page => page.Words),
            PostgresRows.Value(WordVector.Form));
        Add(batch, "DELETE FROM relink WHERE id IN (SELECT id FROM relink ORDER BY id LIMIT $1)", PostgresRows.Value((long)RelinkedTogether));
        return await batch.ExecuteNonQueryAsync(cancellation) > 0;
    }

    // Null: another API is at it, or a newer executable. Until the transaction's end nobody else is.
    private static async Task<long?> PositionAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var held = await PostgresRows.ReadAsync(connection, "SELECT seq, form FROM digest FOR UPDATE SKIP LOCKED", [], row => (Position: row.GetInt64(0), Form: row.GetInt32(1)), cancellation);
        if (held is not [var (position, form)] || form > WordVector.Form)
        {
            return null;
        }

        return form == WordVector.Form || await PostgresRows.DoAsync(connection, "UPDATE digest SET seq = 0, form = $1", [PostgresRows.Value(WordVector.Form)], cancellation) == 0 ? position : 0;
    }

    private static void Add(NpgsqlBatch batch, string sql, params NpgsqlParameter[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.AddRange(values);
        batch.BatchCommands.Add(command);
    }
}
