using Npgsql;

namespace Cell.Storage;

/// <summary>A PostgreSQL database: its tables are brought up to date, its answers watched. While it does not answer nobody waits for it, and when it
/// does again all goes on by itself.</summary>
internal sealed class PostgresDatabase : IAsyncDisposable
{
    public const int LeastConnections = 4;

    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(250);

    // A query for clients; writes have longer, see Write.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PulsePatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RoomPatience = TimeSpan.FromSeconds(2);

    private readonly PostgresAccess access;
    private readonly PostgresMigrations migrations;
    private readonly NpgsqlDataSource source;
    private readonly TimeProvider time;
    private readonly SemaphoreSlim room;
    private readonly TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? silence = "it was not asked yet";
    private bool migrated;

    public PostgresDatabase(PostgresAccess access, PostgresMigrations migrations, TimeProvider time)
    {
        (this.access, this.migrations, this.time) = (access, migrations, time);
        Pulse = new PostgresPulse(time);
        source = Source(access);
        room = new SemaphoreSlim(access.Connections - 1); // one is the looks'
    }

    public static TimeSpan Write { get; } = TimeSpan.FromSeconds(30);

    /// <summary>How well it answers.</summary>
    public PostgresPulse Pulse { get; }

    /// <summary>Why it cannot be used now; null: it can.</summary>
    public string? Silence => Volatile.Read(ref silence);

    /// <summary>Brings the tables up to date, then looks again and again whether it answers.</summary>
    /// <param name="read">What is to be known of it at each look.</param>
    public async Task RunAsync(Func<NpgsqlConnection, CancellationToken, Task> read, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Beat, time);
        do
        {
            Volatile.Write(ref silence, await LookAsync(read, stopping));
            asked.TrySetResult();
        }
        while (await timer.WaitForNextTickAsync(stopping));
    }

    /// <exception cref="IOException">It does not answer, or cannot do it now: nothing of it was kept, or it is not known whether it was.</exception>
    public async Task<T> UseAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> use, CancellationToken cancellation)
    {
        await asked.Task.WaitAsync(cancellation);
        if (Silence is { } reason)
        {
            throw new IOException($"{access} is not to be used now: {reason}");
        }

        if (!await room.WaitAsync(RoomPatience, cancellation))
        {
            throw new IOException($"All {access.Connections} connections to {access} are busy.");
        }

        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellation);
            return await use(connection, cancellation);
        }
        catch (Exception fault) when (IsOfTheServer(fault))
        {
            Pulse.Failed();
            throw new IOException($"{access}: {Text(fault)}", fault);
        }
        finally
        {
            room.Release();
        }
    }

    public ValueTask DisposeAsync()
    {
        asked.TrySetResult();
        room.Dispose();
        return source.DisposeAsync();
    }

    public static bool IsOfTheServer(Exception fault) => fault is NpgsqlException or TimeoutException or System.Net.Sockets.SocketException or ObjectDisposedException;

    private async Task<string?> LookAsync(Func<NpgsqlConnection, CancellationToken, Task> read, CancellationToken stopping)
    {
        // The driver's own bound is for one step of a command.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        patience.CancelAfter(migrated ? PulsePatience : Write);
        var start = time.GetTimestamp();
        try
        {
            await using var connection = await source.OpenConnectionAsync(patience.Token);
            if (!migrated)
            {
                await migrations.ApplyAsync(connection, patience.Token);
                migrated = true;
                start = time.GetTimestamp();
            }

            await Pulse.TakeAsync(connection, patience.Token);
            await read(connection, patience.Token);
            Pulse.Answered(time.GetElapsedTime(start));
            return null;
        }
        catch (Exception fault) when (IsOfTheServer(fault) || fault is InvalidDataException || (fault is OperationCanceledException && !stopping.IsCancellationRequested))
        {
            Pulse.Failed();
            return fault is OperationCanceledException ? $"no answer within {PulsePatience.TotalSeconds:0} s" : Text(fault);
        }
    }

    // Never with what was sent: it may be a secret.
    private static string Text(Exception fault) => fault switch
    {
        PostgresException refused => $"{refused.MessageText} ({refused.SqlState})",
        NpgsqlException { InnerException: { } inner } => $"{fault.Message} {inner.Message}",
        _ => fault.Message,
    };

    private static NpgsqlDataSource Source(PostgresAccess access)
    {
        var builder = new NpgsqlSlimDataSourceBuilder();
        var settings = builder.ConnectionStringBuilder;
        (settings.Host, settings.Port, settings.Database, settings.Username) = (access.Host, access.Port, access.Database, access.User);
        (settings.MaxPoolSize, settings.SearchPath, settings.ApplicationName) = (access.Connections, access.Schema, "cell");
        settings.SslMode = access.Tls switch { ServerTls.Off => SslMode.Disable, ServerTls.Require => SslMode.Require, _ => SslMode.VerifyFull };
        (settings.Timeout, settings.CommandTimeout, settings.CancellationTimeout) = (5, (int)Patience.TotalSeconds, 1000);
        settings.AutoPrepareMinUsages = 2;
        settings.MaxAutoPrepare = 20;
        // Whoever is cut off in the middle of a write must not hold up the others.
        settings.Options = "-c idle_in_transaction_session_timeout=15s -c lock_timeout=10s -c statement_timeout=60s";
        builder.EnableArrays().EnableTransportSecurity();
        builder.UsePasswordProvider(_ => access.Password(), (_, _) => ValueTask.FromResult(access.Password()));
        return builder.Build();
    }
}
