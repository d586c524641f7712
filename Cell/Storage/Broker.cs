using System.Diagnostics;
using System.Threading.Channels;
using RabbitMQ.Client.Exceptions;

namespace Cell.Storage;

/// <summary>A RabbitMQ broker: connected again and again with back-off, its answers watched. While it is away nobody waits for it, and when it is back all
/// goes on by itself.</summary>
/// <param name="wanted">Asked again and again: the queues that this process is to consume, as far as the broker lets it.</param>
internal sealed class Broker(BrokerAccess access, Func<IReadOnlySet<int>> wanted, TimeProvider time) : IAsyncDisposable
{
    /// <summary>Messages of one queue that may be received and not acknowledged.</summary>
    public const int Prefetch = 2000;

    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan MostWait = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // At the first time the queues are made.
    private static readonly TimeSpan FirstPatience = TimeSpan.FromSeconds(20);

    private readonly Channel<BrokerMessage> received = Channel.CreateBounded<BrokerMessage>(Prefetch * access.Queues);
    private readonly SemaphoreSlim sending = new(1);
    private readonly TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private BrokerSession? session;
    private string silence = "it was not asked yet";
    private long sessions;

    /// <summary>How well it answers.</summary>
    public BrokerPulse Pulse { get; } = new(time);

    /// <summary>The queues that this process is to consume.</summary>
    public IReadOnlySet<int> Wanted => wanted();

    public ChannelReader<BrokerMessage> Received => received.Reader;

    /// <summary>Which connection holds; 0: none. What was received by another one is not ours any more.</summary>
    public long Session => Volatile.Read(ref session)?.Number ?? 0;

    /// <summary>Why it cannot be used now; null: it can.</summary>
    public string? Silence => Volatile.Read(ref session) is null ? Volatile.Read(ref silence) : null;

    /// <summary>Why it takes no messages now: it is short of memory or disk. Null: it takes them.</summary>
    public string? Blocked => Volatile.Read(ref session)?.Blocked is { IsCompletedSuccessfully: true, Result: var reason } ? reason : null;

    /// <summary>A queue is another's from now on: what of it is held is to be given back.</summary>
    public Func<int, Task> Left { get; set; } = _ => Task.CompletedTask;

    public static bool IsOfTheBroker(Exception fault) =>
        fault is RabbitMQClientException or IOException or TimeoutException or System.Net.Sockets.SocketException or ObjectDisposedException or System.Security.Authentication.AuthenticationException;

    /// <summary>Keeps a session with it.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        for (var failures = 0; ;)
        {
            try
            {
                await using var opened = await BrokerSession.OpenAsync(access, ++sessions, Prefetch, received.Writer, stopping);
                Volatile.Write(ref session, opened);
                asked.TrySetResult();
                failures = 0;
                await WatchAsync(opened, stopping);
            }
            catch (Exception fault) when (IsOfTheBroker(fault) || (fault is OperationCanceledException && !stopping.IsCancellationRequested))
            {
                Volatile.Write(ref silence, Text(fault));
            }
            finally
            {
                Volatile.Write(ref session, null);
                asked.TrySetResult();
            }

            Pulse.Failed(silence);
            var wait = Beat * Math.Pow(2, Math.Min(failures++, 10));
            await Task.Delay((wait < MostWait ? wait : MostWait) * (1 + (Random.Shared.NextDouble() / 5)), time, stopping);
        }
    }

    /// <summary>Completes when the broker has confirmed all of them.</summary>
    /// <exception cref="IOException">It has not, or it is not known whether it has.</exception>
    public async Task SendAsync(IReadOnlyList<(int Queue, string Text)> messages, CancellationToken cancellation)
    {
        if (messages.Count == 0)
        {
            return;
        }

        var now = await NowAsync(cancellation);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            await sending.WaitAsync(patience.Token);
            try
            {
                await SendAsync(now, messages, patience);
            }
            finally
            {
                sending.Release();
            }
        }
        catch (Exception fault) when (IsOfTheBroker(fault) || (fault is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            Pulse.Failed(Text(fault));
            throw new IOException($"{access}: {Text(fault)}", fault);
        }
    }

    /// <summary>It is done. One of an earlier session is not: it is delivered again.</summary>
    public Task AcknowledgeAsync(BrokerMessage message, CancellationToken cancellation) => SettleAsync(message, now => now.AcknowledgeAsync(message.Tag, cancellation));

    /// <summary>Another one may do it.</summary>
    public Task ReturnAsync(BrokerMessage message, CancellationToken cancellation) => SettleAsync(message, now => now.RefuseAsync(message.Tag, true, cancellation));

    /// <summary>Nobody can do it: it goes to the dead ones.</summary>
    public Task RejectAsync(BrokerMessage message, CancellationToken cancellation) => SettleAsync(message, now => now.RefuseAsync(message.Tag, false, cancellation));

    /// <summary>Messages of the queue that nobody holds; null: it is not known now.</summary>
    public Task<long?> WaitingAsync(int queue, CancellationToken cancellation) => WaitingAsync(access.Queue(queue), cancellation);

    /// <summary>Messages that nobody could work on; null: it is not known now.</summary>
    public Task<long?> DeadAsync(CancellationToken cancellation) => WaitingAsync(access.Dead, cancellation);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref session, null) is { } open)
        {
            await open.DisposeAsync();
        }
    }

    private async Task WatchAsync(BrokerSession opened, CancellationToken stopping)
    {
        while (!opened.Ended.IsCompleted)
        {
            var queues = wanted();
            foreach (var queue in queues.Except(opened.Consumed).ToList())
            {
                await opened.ConsumeAsync(queue, stopping);
            }

            foreach (var queue in opened.Consumed.Except(queues).ToList())
            {
                await opened.LeaveAsync(queue, stopping);
                await Left(queue);
            }

            await Task.WhenAny(opened.Ended, Task.Delay(Beat, time, stopping));
            stopping.ThrowIfCancellationRequested();
        }

        Volatile.Write(ref silence, await opened.Ended);
    }

    private async Task SendAsync(BrokerSession now, IReadOnlyList<(int Queue, string Text)> messages, CancellationTokenSource patience)
    {
        if (Blocked is { } before)
        {
            throw new IOException($"it takes no messages: {before}");
        }

        var start = Stopwatch.GetTimestamp();
        var confirmed = Task.WhenAll(messages.Select(message => now.PublishAsync(message.Queue, message.Text, patience.Token)));
        if (await Task.WhenAny(confirmed, now.Blocked) != confirmed)
        {
            await patience.CancelAsync();
            await confirmed.ContinueWith(_ => { }, TaskScheduler.Default);
            throw new IOException($"it takes no messages: {await now.Blocked}");
        }

        await confirmed;
        Pulse.Confirmed(Stopwatch.GetElapsedTime(start));
    }

    private async Task SettleAsync(BrokerMessage message, Func<BrokerSession, ValueTask> settle)
    {
        if (Volatile.Read(ref session) is { } now && now.Number == message.Session)
        {
            try
            {
                await settle(now);
            }
            catch (Exception fault) when (IsOfTheBroker(fault))
            {
                // The session ends: it is delivered again.
                now.End(Text(fault));
            }
        }
    }

    private async Task<long?> WaitingAsync(string queue, CancellationToken cancellation)
    {
        try
        {
            return Volatile.Read(ref session) is { } now ? await now.WaitingAsync(queue, cancellation) : null;
        }
        catch (Exception fault) when (IsOfTheBroker(fault))
        {
            return null;
        }
    }

    // Who has just started waits for its first connection.
    private async Task<BrokerSession> NowAsync(CancellationToken cancellation)
    {
        await Task.WhenAny(asked.Task, Task.Delay(FirstPatience, time, cancellation));
        return Volatile.Read(ref session) ?? throw new IOException($"{access} is not to be used now: {Volatile.Read(ref silence)}");
    }

    private static string Text(Exception fault) => fault switch
    {
        OperationCanceledException => $"no answer within {Patience.TotalSeconds:0} s",
        BrokerUnreachableException { InnerException: { } inner } => $"{fault.Message}: {Innermost(inner).Message}",
        _ => fault.Message,
    };

    private static Exception Innermost(Exception fault) => fault is AggregateException { InnerExceptions: [var first, ..] } ? Innermost(first) : fault.InnerException is { } inner ? Innermost(inner) : fault;
}
