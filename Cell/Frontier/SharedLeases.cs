using Cell.Genome;
using Cell.Storage;
using Cell.Tissue;
using Npgsql;

namespace Cell.Frontier;

/// <summary>What became of the wish to lease a host.</summary>
/// <param name="Host">As it is now.</param>
/// <param name="Urls">Leased; none: it was not.</param>
/// <param name="IsCrowded">Others work on its address.</param>
internal sealed record Grant(HostRecord Host, IReadOnlyList<LeasedUrl> Urls, bool IsCrowded);

/// <summary>Leases, in the database: the row of a host is locked, and its fencing number compared, whoever believes to own the host.</summary>
/// <param name="self">This API cell.</param>
internal sealed class SharedLeases(PostgresDatabase database, SharedScopes scopes, FrontierOptions options, string self, TimeProvider time)
{
    // Of the advisory locks: leases of one address come one by one.
    private const long AddressLock = 0x41646472L << 32;

    /// <param name="most">URLs at most.</param>
    /// <param name="atAddress">Leases at once at its address.</param>
    public Task<Grant?> GrantAsync(TurningHost host, LeaseRequest request, int most, int atAddress, CancellationToken cancellation) => database.TransactAsync<Grant?>(
        async (connection, token) =>
        {
            if (await HostRecord.LockAsync(connection, host.Number, token) is not { } row)
            {
                return null;
            }

            if (row.Fence != host.Fence || row.Lease is not null)
            {
                return new Grant(row, [], false);
            }

            if (row.Manners.Address.Length > 0 && await LeasesAtAsync(connection, row, token) >= atAddress)
            {
                return new Grant(row, [], true);
            }

            return await GrantAsync(connection, row, request, most, token);
        },
        cancellation);

    /// <returns>The host as it is now; null: it was not this lease's.</returns>
    public Task<HostRecord?> SettleAsync(Settlement settlement, CancellationToken cancellation) => database.TransactAsync(
        async (connection, token) =>
        {
            var found = await PostgresRows.ReadAsync(
                connection, $"SELECT {HostRecord.Columns} FROM host WHERE name = $1 FOR UPDATE", [PostgresRows.Value(settlement.Host)], HostRecord.Read, token);
            return found is [{ Lease: { } lease } host] && host.Fence == settlement.Fence && lease.Holder == settlement.Crawler ? await SettleAsync(connection, host, settlement, token) : null;
        },
        cancellation);

    /// <summary>The lease with that number has ended: what was not settled is ready again.</summary>
    /// <returns>The host as it is now.</returns>
    public Task<HostRecord?> EndAsync(long host, long fence, CancellationToken cancellation) => database.TransactAsync(
        async (connection, token) => await HostRecord.LockAsync(connection, host, token) is not { } row ? null
            : row.Fence != fence || row.Lease is null ? row
            : await (await EndedAsync(connection, row, token)).KeepAsync(connection, token),
        cancellation);

    private static async Task<long> LeasesAtAsync(NpgsqlConnection connection, HostRecord host, CancellationToken cancellation)
    {
        await PostgresRows.DoAsync(connection, "SELECT pg_advisory_xact_lock($1 + (hashtext($2)::bigint & 4294967295))", [PostgresRows.Value(AddressLock), PostgresRows.Value(host.Manners.Address)], cancellation);
        return (await PostgresRows.ReadAsync(
            connection, "SELECT count(*) FROM host WHERE holder <> '' AND turn = $1", [PostgresRows.Value(host.Manners.Address)], row => row.GetInt64(0), cancellation))[0]; // an aggregate has a row
    }

    private async Task<Grant> GrantAsync(NpgsqlConnection connection, HostRecord host, LeaseRequest request, int most, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var (urls, paused) = await TakeAsync(connection, host.Number, most, cancellation);
        if (urls.Count == 0)
        {
            return new Grant(await (host with { Ready = host.Ready - paused }).KeepAsync(connection, cancellation), [], false);
        }

        await PostgresRows.DoAsync(connection, "UPDATE url SET state = 3 WHERE number = ANY($1)", [PostgresRows.Column(urls, url => url.Number)], cancellation);
        var leased = host with
        {
            Owner = self,
            Fence = host.Fence == 0 ? now.ToUnixTimeMilliseconds() : host.Fence + 1,
            Lease = new HostLease(request.Crawler, request.Incarnation, now + options.LeaseLength, host.Manners.Address, []),
            LastLeased = now,
            Ready = host.Ready - paused - urls.Count,
            Taken = urls.Count,
        };
        return new Grant(await leased.KeepAsync(connection, cancellation), [.. urls.Select(url => new LeasedUrl(url.Row.Url, url.Row.Depth) { Last = url.Row.Version })], false);
    }

    // What is paused stands aside when its turn comes.
    private async Task<(List<(long Number, UrlRow Row)> Urls, int Paused)> TakeAsync(NpgsqlConnection connection, long host, int most, CancellationToken cancellation)
    {
        var (taken, aside) = (new List<(long Number, UrlRow Row)>(), 0);
        while (true)
        {
            var first = await PostgresRows.ReadAsync(
                connection,
                $"SELECT {UrlColumns.Columns} FROM url WHERE host = $1 AND state = 1 ORDER BY depth, number LIMIT $2",
                [PostgresRows.Value(host), PostgresRows.Value((long)most)],
                UrlColumns.Read,
                cancellation);
            var paused = first.Where(url => scopes.Known.Scopes.Of(url.Row.Url) == ScopeState.Paused).Select(url => url.Number).ToArray();
            aside += paused.Length;
            await PostgresRows.DoAsync(connection, "UPDATE url SET state = 2 WHERE number = ANY($1)", [PostgresRows.Value(paused)], cancellation);
            taken = [.. first.Where(url => !paused.Contains(url.Number))];
            if (taken.Count > 0 || first.Count == 0)
            {
                return (taken, aside);
            }
        }
    }

    private async Task<HostRecord> SettleAsync(NpgsqlConnection connection, HostRecord host, Settlement settlement, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var isDown = settlement.News is { Fault.Length: > 0 };
        var outcomes = settlement.Outcomes.GroupBy(outcome => outcome.Url, StringComparer.Ordinal).ToDictionary(same => same.Key, same => same.First(), StringComparer.Ordinal);
        var rows = await PostgresRows.ReadAsync(
            connection,
            $"SELECT {UrlColumns.Columns} FROM url WHERE print = ANY($2) AND host = $1 AND state = 3",
            [PostgresRows.Value(host.Number), PostgresRows.Value(outcomes.Keys.Select(url => (long)Fingerprint.Of(url)).ToArray())],
            UrlColumns.Read,
            cancellation);
        var settled = rows.Where(row => outcomes.ContainsKey(row.Row.Url)).Select(row => (row.Number, Url: Settled(row.Row, outcomes[row.Row.Url], isDown, now))).ToList();
        await PostgresRows.DoAsync(connection, UrlColumns.Update, UrlColumns.Of(PostgresRows.Column(settled, url => url.Number), [.. settled.Select(url => url.Url)]), cancellation);
        var left = host with
        {
            Taken = host.Taken - settled.Count,
            Ready = host.Ready + settled.Count(url => url.Url.Place == UrlPlace.Ready),
            Waiting = host.Waiting - settled.Count(url => !url.Url.Waits),
        };
        left = settlement.News is { } news ? Learnt(left, news, now) : left;
        return await (settlement.Done ? await EndedAsync(connection, left, cancellation) : left).KeepAsync(connection, cancellation);
    }

    // Nothing of a scope that is drained or given up comes again.
    private PlacedUrl Settled(UrlRow row, UrlOutcome outcome, bool isDown, DateTimeOffset now)
    {
        var settled = Visit.Settle(row, outcome, isDown, now, options);
        var scope = scopes.Known.Scopes.Of(row.Url);
        return PlacedUrl.Of(settled.Phase == UrlPhase.Visited && scope is not (ScopeState.Open or ScopeState.Paused) ? settled with { Due = DateTimeOffset.MaxValue } : settled, scope, now);
    }

    private HostRecord Learnt(HostRecord host, HostNews news, DateTimeOffset now)
    {
        var manners = host.Manners.Learn(news);
        return host with { Manners = manners, Polite = now + options.Rest(manners, news) };
    }

    // The holder may have asked a moment ago: the next one waits one delay.
    private async Task<HostRecord> EndedAsync(NpgsqlConnection connection, HostRecord host, CancellationToken cancellation)
    {
        var back = await PostgresRows.DoAsync(connection, "UPDATE url SET state = 1 WHERE host = $1 AND state = 3", [PostgresRows.Value(host.Number)], cancellation);
        var polite = time.GetUtcNow() + FrontierOptions.DelayOf(options.Genes(), host.Name, host.Manners);
        return host with { Owner = self, Lease = null, Taken = 0, Ready = host.Ready + back, Polite = polite > host.Polite ? polite : host.Polite };
    }
}
