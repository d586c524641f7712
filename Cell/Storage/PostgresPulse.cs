using Npgsql;

namespace Cell.Storage;

/// <summary>How a database answers, as this process sees it.</summary>
internal sealed class PostgresPulse(TimeProvider time)
{
    // A mean over about the last twenty looks.
    private const double Weight = 0.1;
    private static readonly TimeSpan Recent = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private double answer;
    private double commit;
    private long failed = long.MinValue;
    private (long Used, long Most) connections;

    /// <summary>Of a small question; the longest wait when the last one had no answer.</summary>
    public TimeSpan Answer => Read(() => TimeSpan.FromMilliseconds(answer));

    /// <summary>Of a batch of pages, waiting for the others' included.</summary>
    public TimeSpan Commit => Read(() => TimeSpan.FromMilliseconds(commit));

    /// <summary>Of all its clients, and how many it lets in.</summary>
    public (long Used, long Most) Connections => Read(() => connections);

    /// <summary>Did something fail within the last seconds?</summary>
    public bool Faltering => Read(() => failed != long.MinValue && time.GetElapsedTime(failed) < Recent);

    public void Answered(TimeSpan took) => Read(() => answer = Mean(answer, took));

    public void Committed(TimeSpan took) => Read(() => commit = Mean(commit, took));

    public void Failed() => Read(() => failed = time.GetTimestamp());

    public async Task TakeAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("SELECT (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'), current_setting('max_connections')::bigint", connection);
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        await rows.ReadAsync(cancellation);
        var seen = (rows.GetInt64(0), rows.GetInt64(1));
        Read(() => connections = seen);
    }

    private static double Mean(double mean, TimeSpan took) => mean == 0 ? took.TotalMilliseconds : mean + (Weight * (took.TotalMilliseconds - mean));

    private T Read<T>(Func<T> read)
    {
        lock (gate)
        {
            return read();
        }
    }
}
