using Cell.Genome;
using Cell.Storage;
using Cell.Tissue;
using Npgsql;

namespace Cell.Frontier;

/// <summary>What operators order of a shared frontier, and what is done when pages or the frontier were lost: the rare changes of many rows.</summary>
internal sealed class SharedOrders(PostgresDatabase database, SharedScopes scopes, FrontierOptions options, TimeProvider time)
{
    private const string Below = "host = $1 AND starts_with(url, $2) AND NOT EXISTS (SELECT FROM unnest($3::text[]) AS inner_scope WHERE starts_with(url, inner_scope))";

    /// <returns>Null: no such scope.</returns>
    public Task<ScopeReceipt?> OrderAsync(ScopeState state, string prefix, CancellationToken cancellation) => ChangeAsync(
        async (connection, known, token) =>
        {
            if (known.Find(new Scope(prefix)) is null or ScopeState.Removed)
            {
                return null;
            }

            await SharedScopes.PutAsync(connection, prefix, state, Math.Max(known.ChangedAt(prefix) + 1, time.GetUtcNow().ToUnixTimeMilliseconds()), token);
            return new ScopeReceipt(1, prefix, await ApplyAsync(connection, known, state, prefix, token));
        },
        cancellation);

    /// <summary>Seeds open their scopes.</summary>
    public Task<bool> OpenAsync(IReadOnlyList<string> seeds, CancellationToken cancellation) => ChangeAsync(
        async (connection, known, token) =>
        {
            foreach (var scope in seeds.Select(Scope.Of).Distinct().Where(scope => known.Find(scope) is not ScopeState.Open).ToList())
            {
                await SharedScopes.PutAsync(connection, scope.Prefix, ScopeState.Open, Math.Max(known.ChangedAt(scope.Prefix) + 1, time.GetUtcNow().ToUnixTimeMilliseconds()), token);
                await ApplyAsync(connection, known, ScopeState.Open, scope.Prefix, token);
            }

            return true;
        },
        cancellation);

    public Task<int> SetWholeAsync(CancellationToken cancellation) => database.DoAsync("UPDATE frontier SET whole = true", [], cancellation);

    /// <summary>Nobody knows who held which host: no lease before all have ended.</summary>
    public async Task<bool> QuietAsync(DateTimeOffset until, CancellationToken cancellation) =>
        await database.DoAsync("UPDATE frontier SET quiet = greatest(quiet, $1)", [PostgresRows.Value(until.ToUnixTimeMilliseconds())], cancellation) > 0;

    /// <summary>What was visited, as the pages know it: those not known yet, or known but not visited.</summary>
    public Task<int> VisitedAsync(IReadOnlyList<KeptPage> pages, CancellationToken cancellation) => database.TransactAsync(
        async (connection, token) =>
        {
            var genes = options.Genes();
            var kept = pages.DistinctBy(page => Fingerprint.Of(page.Url)).ToDictionary(page => page.Url, StringComparer.Ordinal);
            var hosts = await PostgresRows.ReadAsync(
                connection,
                "SELECT number FROM host WHERE number IN (SELECT host FROM url WHERE print = ANY($1)) ORDER BY number FOR UPDATE",
                [PostgresRows.Value(kept.Keys.Select(url => (long)Fingerprint.Of(url)).ToArray())],
                row => row.GetInt64(0),
                token);
            var rows = await PostgresRows.ReadAsync(
                connection,
                $"SELECT {UrlColumns.Columns} FROM url WHERE print = ANY($1) AND phase = 0",
                [PostgresRows.Value(kept.Keys.Select(url => (long)Fingerprint.Of(url)).ToArray())],
                UrlColumns.Read,
                token);
            var visited = rows.Where(row => kept.ContainsKey(row.Row.Url)).Select(row => (row.Number, Url: new PlacedUrl(Visited(row.Row, kept[row.Row.Url], genes), UrlPlace.Later))).ToList();
            await PostgresRows.DoAsync(connection, UrlColumns.Update, UrlColumns.Of(PostgresRows.Column(visited, url => url.Number), [.. visited.Select(url => url.Url)]), token);
            foreach (var host in hosts)
            {
                await SharedHosts.RecountAsync(connection, host, token);
            }

            return pages.Count;
        },
        cancellation);

    /// <summary>What gave a page is due as if it never had.</summary>
    /// <param name="urls">Of these that are not being visited; null: all.</param>
    public Task<int> AskAgainAsync(IReadOnlyList<string>? urls, CancellationToken cancellation) => ChangeAsync(
        async (connection, _, token) =>
        {
            var hosts = await PostgresRows.ReadAsync(
                connection,
                $"""
                UPDATE url SET phase = 0, due = $1, attempts = 0, hash = '', etag = '', modified = '', state = 1
                WHERE phase = 1 AND {(urls is null ? "hash <> ''" : "state = 0 AND print = ANY($2)")} RETURNING host
                """,
                [PostgresRows.Value((long)Seconds.Of(time.GetUtcNow())), .. urls is null ? Array.Empty<NpgsqlParameter>() : [PostgresRows.Value(urls.Select(url => (long)Fingerprint.Of(url)).ToArray())]],
                row => row.GetInt64(0),
                token);
            foreach (var host in hosts.Distinct().Order())
            {
                await SharedHosts.RecountAsync(connection, host, token);
            }

            return hosts.Count;
        },
        cancellation);

    /// <summary>URLs that gave a page when they were visited last, by their number.</summary>
    public async Task<(IReadOnlyList<string> Urls, long Next)> VisitedAsync(long from, int most, CancellationToken cancellation)
    {
        var some = await database.ReadAsync(
            "SELECT number, url, phase = 1 AND hash <> '' FROM url WHERE number >= $1 ORDER BY number LIMIT $2",
            [PostgresRows.Value(from), PostgresRows.Value(most + 1L)],
            row => (Number: row.GetInt64(0), Url: row.GetString(1), GavePage: row.GetBoolean(2)),
            cancellation);
        return ([.. some.Take(most).Where(row => row.GavePage).Select(row => row.Url)], some.Count > most ? some[most].Number : -1);
    }

    private UrlRow Visited(UrlRow row, KeptPage page, CrawlerGenes genes)
    {
        var seen = Observed.Begin(page.Fetched);
        var next = genes.RevisitMost > TimeSpan.Zero ? page.Fetched + seen.Next(options.FirstRevisit, genes.RevisitLeast, genes.RevisitMost) : DateTimeOffset.MaxValue;
        return row with { Depth = page.Depth, Phase = UrlPhase.Visited, Due = next, Attempts = 0, Seen = seen, Version = page.Version };
    }

    private async Task<T> ChangeAsync<T>(Func<NpgsqlConnection, Scopes, CancellationToken, Task<T>> change, CancellationToken cancellation)
    {
        var result = await database.TransactAsync(async (connection, token) => await change(connection, await scopes.LockAsync(connection, token), token), cancellation);
        await database.UseAsync(
            async (connection, token) =>
            {
                await scopes.LookAsync(connection, token);
                return true;
            },
            cancellation);
        return result;
    }

    /// <returns>So many URLs of the host are known, or were forgotten.</returns>
    private static async Task<int> ApplyAsync(NpgsqlConnection connection, Scopes known, ScopeState state, string prefix, CancellationToken cancellation)
    {
        var found = await PostgresRows.ReadAsync(
            connection, $"SELECT {HostRecord.Columns} FROM host WHERE name = $1 FOR UPDATE", [PostgresRows.Value(CanonicalUrl.HostOf(prefix))], HostRecord.Read, cancellation);
        if (found is not [var host])
        {
            return 0;
        }

        // The longest scope decides.
        var inner = known.All.Select(scope => scope.Prefix).Where(other => other.Length > prefix.Length && other.StartsWith(prefix, StringComparison.Ordinal)).ToArray();
        var below = new NpgsqlParameter[] { PostgresRows.Value(host.Number), PostgresRows.Value(prefix), PostgresRows.Value(inner) };
        await PostgresRows.DoAsync(connection, state switch
        {
            ScopeState.Removed => $"""
                WITH gone AS (DELETE FROM url WHERE {Below} RETURNING number, pattern), counted AS (
                    UPDATE alike SET count = alike.count - less.count FROM (SELECT pattern, count(*)::int FROM gone WHERE pattern >= 0 GROUP BY pattern) AS less(pattern, count)
                    WHERE alike.host = $1 AND alike.pattern = less.pattern RETURNING 1)
                UPDATE host SET known = known - (SELECT count(*) FROM gone) WHERE number = $1
                """,
            ScopeState.Paused => $"UPDATE url SET state = 2 WHERE state = 1 AND {Below}",
            _ => $"UPDATE url SET state = 1 WHERE state = 2 AND {Below}",
        }, below, cancellation);
        await SharedHosts.RecountAsync(connection, host.Number, cancellation);
        var now = await HostRecord.LockAsync(connection, host.Number, cancellation);
        return state == ScopeState.Removed ? host.Known - (now?.Known ?? 0) : host.Known;
    }
}
