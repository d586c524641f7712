using Cell.Genome;
using Cell.Storage;
using Cell.Tissue;
using Npgsql;

namespace Cell.Frontier;

/// <summary>A URL that may be new.</summary>
/// <param name="Hops">So many redirects led to it.</param>
internal readonly record struct FoundUrl(string Url, int Depth, int Hops, FoundBy By);

internal enum FoundBy
{
    /// <summary>Within its host's budgets.</summary>
    Link,
    /// <summary>An operator asks for it, also again.</summary>
    Seed,
    /// <summary>It is stored.</summary>
    Page,
}

/// <summary>Takes URLs that were not known before: the unique key of the table decides, whatever API asks.</summary>
/// <param name="queues">Hosts are hashed onto so many.</param>
internal sealed class SharedLinks(PostgresDatabase database, SharedScopes scopes, FrontierOptions options, int queues, TimeProvider time)
{
    /// <returns>How many were new, or are due again, and the hosts that have them.</returns>
    public async Task<(int New, IReadOnlyList<long> Hosts)> AddAsync(IEnumerable<FoundUrl> found, CancellationToken cancellation)
    {
        var genes = options.Genes();
        var good = found
            .Where(one => (one.By != FoundBy.Link || one.Depth <= genes.MaxDepth) && CanonicalUrl.IsCanonical(one.Url))
            .Select(one => (Found: one, Print: (long)Fingerprint.Of(one.Url)))
            .DistinctBy(one => one.Print)
            .ToList();
        if (good.Count == 0)
        {
            return (0, []);
        }

        var known = await database.UseAsync((connection, token) => KnownAsync(connection, good, token), cancellation);
        var again = good.Where(one => one.Found.By == FoundBy.Seed && known.Contains(one.Print)).Select(one => one.Print).ToList();
        good.RemoveAll(one => known.Contains(one.Print) || scopes.Known.Scopes.Of(one.Found.Url) is null);
        if (good.Count + again.Count == 0)
        {
            return (0, []);
        }

        var names = good.Select(one => CanonicalUrl.HostOf(one.Found.Url)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        await database.DoAsync(
            "INSERT INTO host (name, queue) SELECT * FROM unnest($1::text[], $2::int[]) ON CONFLICT (name) DO NOTHING",
            [PostgresRows.Column(names, name => name), PostgresRows.Column(names, name => QueueOf(name))],
            cancellation);
        return await database.TransactAsync((connection, token) => AddAsync(connection, good, names, again, genes, token), cancellation);
    }

    /// <summary>What visits found on the way: a redirect's target is no deeper than the redirect; what is no row, a sitemap, stands beside a seed.</summary>
    public async Task<IReadOnlyList<FoundUrl>> FoundAsync(IReadOnlyList<UrlOutcome> outcomes, CancellationToken cancellation)
    {
        var finders = outcomes.Where(outcome => outcome.Found.Count > 0).ToList();
        var rows = finders.Count == 0 ? [] : await database.ReadAsync(
            "SELECT print, depth, hops FROM url WHERE print = ANY($1)",
            [PostgresRows.Column(finders, outcome => (long)Fingerprint.Of(outcome.Url))],
            row => (Print: row.GetInt64(0), Depth: row.GetInt32(1), Hops: row.GetInt32(2)),
            cancellation);
        var known = rows.ToDictionary(row => row.Print);
        return [.. finders.SelectMany(outcome => known.TryGetValue((long)Fingerprint.Of(outcome.Url), out var row)
            ? outcome.Found.Select(url => new FoundUrl(url, row.Depth, outcome.State == UrlState.Redirected ? row.Hops + 1 : 0, FoundBy.Link))
            : outcome.Found.Select(url => new FoundUrl(url, 1, 0, FoundBy.Link)))];
    }

    // And what may be crawled by now: another API may have opened a scope a moment ago.
    private async Task<HashSet<long>> KnownAsync(NpgsqlConnection connection, List<(FoundUrl Found, long Print)> good, CancellationToken cancellation)
    {
        await scopes.LookAsync(connection, cancellation);
        var prints = PostgresRows.Column(good, one => one.Print);
        return [.. await PostgresRows.ReadAsync(connection, "SELECT print FROM url WHERE print = ANY($1)", [prints], row => row.GetInt64(0), cancellation)];
    }

    private int QueueOf(string host) => (int)(Fingerprint.Of(host) % (ulong)queues);

    private async Task<(int New, IReadOnlyList<long> Hosts)> AddAsync(
        NpgsqlConnection connection, List<(FoundUrl Found, long Print)> good, List<string> names, List<long> again, CrawlerGenes genes, CancellationToken cancellation)
    {
        var open = await scopes.HoldAsync(connection, cancellation);
        good.RemoveAll(one => open.Of(one.Found.Url) is not (ScopeState.Open or ScopeState.Paused));
        var hosts = await PostgresRows.ReadAsync(
            connection,
            $"SELECT {HostRecord.Columns} FROM host WHERE name = ANY($1) OR number IN (SELECT host FROM url WHERE print = ANY($2)) ORDER BY number FOR UPDATE",
            [PostgresRows.Value(names.ToArray()), PostgresRows.Value(again.ToArray())],
            HostRecord.Read,
            cancellation);
        var budgets = hosts.ToDictionary(host => host.Name, host => new HostBudget(host), StringComparer.Ordinal);
        await CountAlikeAsync(connection, good, budgets, cancellation);
        var taken = good.Where(one => budgets[CanonicalUrl.HostOf(one.Found.Url)].Takes(one.Found, genes)).ToList();
        var news = await InsertAsync(connection, taken, budgets, open, cancellation);
        news += await ReopenAsync(connection, again, hosts, budgets, open, cancellation);
        await KeepAsync(connection, [.. budgets.Values], cancellation);
        return (news, [.. budgets.Values.Where(budget => budget.Ready > 0).Select(budget => budget.Number)]);
    }

    private static async Task CountAlikeAsync(NpgsqlConnection connection, List<(FoundUrl Found, long Print)> good, Dictionary<string, HostBudget> budgets, CancellationToken cancellation)
    {
        var wanted = good.Select(one => (Host: CanonicalUrl.HostOf(one.Found.Url), Pattern: Traps.Pattern(one.Found.Url)))
            .Where(one => one.Pattern is not null).Select(one => (budgets[one.Host].Number, Pattern: (long)one.Pattern!)).Distinct().ToList(); // filtered just before
        var alike = await PostgresRows.ReadAsync(
            connection,
            "SELECT alike.host, alike.pattern, count FROM alike JOIN unnest($1::bigint[], $2::bigint[]) AS w(host, pattern) ON alike.host = w.host AND alike.pattern = w.pattern",
            [PostgresRows.Column(wanted, one => one.Number), PostgresRows.Column(wanted, one => one.Pattern)],
            row => (Host: row.GetInt64(0), Pattern: row.GetInt64(1), Count: row.GetInt32(2)),
            cancellation);
        var byNumber = budgets.Values.ToDictionary(budget => budget.Number);
        foreach (var (host, pattern, count) in alike)
        {
            byNumber[host].Alike[(uint)pattern] = count;
        }
    }

    private async Task<int> InsertAsync(NpgsqlConnection connection, List<(FoundUrl Found, long Print)> taken, Dictionary<string, HostBudget> budgets, Scopes open, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var placed = taken.Select(one => PlacedUrl.Of(new UrlRow(one.Found.Url, one.Found.Depth, UrlPhase.Open, now, 0) { Hops = one.Found.Hops }, open.Of(one.Found.Url), now)).ToList();
        var inserted = await PostgresRows.ReadAsync(
            connection,
            $"""
            INSERT INTO url (print, host, url, pattern, {UrlColumns.Names}) SELECT n.print, n.host, n.url, n.pattern, {UrlColumns.Prefixed}
            FROM unnest($1::bigint[], {UrlColumns.Arrays}, $16::bigint[], $17::text[], $18::bigint[]) WITH ORDINALITY AS n(print, {UrlColumns.Names}, host, url, pattern, place)
            ORDER BY n.place ON CONFLICT (print) DO NOTHING RETURNING print
            """,
            [
                .. UrlColumns.Of(PostgresRows.Column(taken, one => one.Print), placed),
                PostgresRows.Column(taken, one => budgets[CanonicalUrl.HostOf(one.Found.Url)].Number),
                PostgresRows.Column(taken, one => one.Found.Url),
                PostgresRows.Column(taken, one => Traps.Pattern(one.Found.Url) ?? -1L),
            ],
            row => row.GetInt64(0),
            cancellation);
        var news = inserted.ToHashSet();
        foreach (var (one, url) in taken.Zip(placed).Where(pair => news.Contains(pair.First.Print)))
        {
            budgets[CanonicalUrl.HostOf(one.Found.Url)].Count(url);
        }

        return news.Count;
    }

    // The operator asks again. Not what is being visited, or waits to be.
    private async Task<int> ReopenAsync(NpgsqlConnection connection, List<long> again, IReadOnlyList<HostRecord> hosts, Dictionary<string, HostBudget> budgets, Scopes open, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var names = hosts.ToDictionary(host => host.Number, host => host.Name);
        var rows = await PostgresRows.ReadAsync(
            connection,
            "UPDATE url SET depth = 0, phase = 0, due = $2, attempts = 0, state = 1 WHERE print = ANY($1) AND phase = 1 AND state = 0 RETURNING host, url, number",
            [PostgresRows.Value(again.ToArray()), PostgresRows.Value((long)Seconds.Of(now))],
            row => (Host: row.GetInt64(0), Url: row.GetString(1), Number: row.GetInt64(2)),
            cancellation);
        foreach (var row in rows)
        {
            budgets[names[row.Host]].Again();
        }

        var paused = rows.Where(row => open.Of(row.Url) == ScopeState.Paused).ToList();
        paused.ForEach(row => budgets[names[row.Host]].Ready--);
        await PostgresRows.DoAsync(connection, "UPDATE url SET state = 2 WHERE number = ANY($1)", [PostgresRows.Column(paused, row => row.Number)], cancellation);
        return rows.Count;
    }

    private static async Task KeepAsync(NpgsqlConnection connection, IReadOnlyList<HostBudget> budgets, CancellationToken cancellation)
    {
        await PostgresRows.DoAsync(
            connection,
            """
            UPDATE host SET known = n.known, waiting = n.waiting, ready = n.ready, dropped = n.dropped, trapped = n.trapped, version = version + 1
            FROM unnest($1::bigint[], $2::int[], $3::int[], $4::int[], $5::bigint[], $6::bigint[]) AS n(number, known, waiting, ready, dropped, trapped) WHERE host.number = n.number
            """,
            [
                PostgresRows.Column(budgets, budget => budget.Number), PostgresRows.Column(budgets, budget => budget.Known), PostgresRows.Column(budgets, budget => budget.Waiting),
                PostgresRows.Column(budgets, budget => budget.Ready), PostgresRows.Column(budgets, budget => budget.Dropped), PostgresRows.Column(budgets, budget => budget.Trapped),
            ],
            cancellation);
        var more = budgets.SelectMany(budget => budget.More.Select(one => (budget.Number, one.Key, one.Value))).ToList();
        await PostgresRows.DoAsync(
            connection,
            "INSERT INTO alike SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::int[]) ON CONFLICT (host, pattern) DO UPDATE SET count = alike.count + excluded.count",
            [PostgresRows.Column(more, one => one.Number), PostgresRows.Column(more, one => (long)one.Key), PostgresRows.Column(more, one => one.Value)],
            cancellation);
    }
}
