using System.Net.Security;
using System.Text;
using System.Threading.Channels;
using RabbitMQ.Client;

namespace Cell.Storage;

/// <summary>Two connections to a broker, until one of them ends: a broker that is short of memory or disk stops reading from whoever publishes, and what
/// was received must still be acknowledged.</summary>
internal sealed class BrokerSession : IAsyncDisposable
{
    private const int LongestText = 1000;
    private const int DeadKept = 10_000;
    private const int Deliveries = 20;

    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly BrokerAccess access;
    private readonly long number;
    private readonly ushort prefetch;
    private readonly ChannelWriter<BrokerMessage> received;
    private readonly TaskCompletionSource<string> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<int, string> consumers = [];
    private IConnection? sending;
    private IConnection? receiving;
    private IChannel? publisher;
    private IChannel? consumer;
    private IChannel? looker;
    private TaskCompletionSource<string> blocked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private BrokerSession(BrokerAccess access, long number, ushort prefetch, ChannelWriter<BrokerMessage> received) =>
        (this.access, this.number, this.prefetch, this.received) = (access, number, prefetch, received);

    public long Number => number;

    /// <summary>Why it ended, when it does.</summary>
    public Task<string> Ended => ended.Task;

    /// <summary>Completes when the broker takes no messages any more, with its reason; another one when it does again.</summary>
    public Task<string> Blocked => Volatile.Read(ref blocked).Task;

    public IReadOnlyCollection<int> Consumed => consumers.Keys;

    /// <summary>Connects, and makes the queues where they are not there yet.</summary>
    /// <param name="prefetch">Messages of one queue that may be received and not acknowledged.</param>
    public static async Task<BrokerSession> OpenAsync(BrokerAccess access, long number, ushort prefetch, ChannelWriter<BrokerMessage> received, CancellationToken cancellation)
    {
        var session = new BrokerSession(access, number, prefetch, received);
        try
        {
            await session.ConnectAsync(cancellation);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>Completes when the broker has confirmed it.</summary>
    public Task PublishAsync(int queue, string text, CancellationToken cancellation) =>
        publisher!.BasicPublishAsync("", access.Queue(queue), true, Persistent, Encoding.UTF8.GetBytes(text), cancellation).AsTask(); // connected

    public async Task ConsumeAsync(int queue, CancellationToken cancellation) =>
        consumers[queue] = await consumer!.BasicConsumeAsync(access.Queue(queue), false, new Receiver(this, consumer!, queue), cancellation); // connected

    /// <summary>Nothing more of it is delivered; what was is still this session's.</summary>
    public async Task LeaveAsync(int queue, CancellationToken cancellation)
    {
        if (consumers.Remove(queue, out var tag))
        {
            await consumer!.BasicCancelAsync(tag, false, cancellation); // connected
        }
    }

    public ValueTask AcknowledgeAsync(ulong tag, CancellationToken cancellation) => consumer!.BasicAckAsync(tag, false, cancellation); // connected

    /// <param name="again">It is delivered again; false: it goes to the dead ones.</param>
    public ValueTask RefuseAsync(ulong tag, bool again, CancellationToken cancellation) => consumer!.BasicNackAsync(tag, false, again, cancellation); // connected

    /// <summary>Messages of the queue that nobody has.</summary>
    public async Task<long> WaitingAsync(string queue, CancellationToken cancellation) => await looker!.MessageCountAsync(queue, cancellation); // connected

    public void End(string reason) => ended.TrySetResult(reason);

    public async ValueTask DisposeAsync()
    {
        End("closed by this cell");
        foreach (var connection in new[] { receiving, sending }.OfType<IConnection>())
        {
            try
            {
                // What does not answer is left.
                await connection.AbortAsync(TimeSpan.FromSeconds(1));
                await connection.DisposeAsync();
            }
            catch (Exception fault) when (Broker.IsOfTheBroker(fault))
            {
                // It was gone.
            }
        }
    }

    private async Task ConnectAsync(CancellationToken cancellation)
    {
        var factory = Factory();
        receiving = await factory.CreateConnectionAsync("cell: receives", cancellation);
        sending = await factory.CreateConnectionAsync("cell: sends", cancellation);
        foreach (var connection in new[] { receiving, sending })
        {
            connection.ConnectionShutdownAsync += (_, why) => EndAsync(why.ReplyText);
        }

        sending.ConnectionBlockedAsync += (_, why) =>
        {
            blocked.TrySetResult(why.Reason);
            return Task.CompletedTask;
        };
        sending.ConnectionUnblockedAsync += (_, _) =>
        {
            Volatile.Write(ref blocked, new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously));
            return Task.CompletedTask;
        };
        publisher = await sending.CreateChannelAsync(new CreateChannelOptions(true, true), cancellation);
        consumer = await receiving.CreateChannelAsync(new CreateChannelOptions(false, false), cancellation);
        looker = await receiving.CreateChannelAsync(new CreateChannelOptions(false, false), cancellation);
        foreach (var channel in new[] { publisher, consumer, looker })
        {
            channel.ChannelShutdownAsync += (_, why) => EndAsync(why.ReplyText);
        }

        await DeclareAsync(consumer, cancellation);
        await consumer.BasicQosAsync(0, prefetch, false, cancellation);
    }

    // A message that came back so often is dead, or else nobody may know whose fault it is; there it is for people to look at.
    private async Task DeclareAsync(IChannel channel, CancellationToken cancellation)
    {
        var dead = new Dictionary<string, object?> { ["x-queue-type"] = "quorum", ["x-max-length"] = DeadKept, ["x-overflow"] = "drop-head" };
        await channel.QueueDeclareAsync(access.Dead, true, false, false, dead, false, false, cancellation);
        for (var queue = 0; queue < access.Queues; queue++)
        {
            var arguments = new Dictionary<string, object?>
            {
                ["x-queue-type"] = "quorum",
                ["x-single-active-consumer"] = true,
                ["x-delivery-limit"] = Deliveries,
                ["x-dead-letter-exchange"] = "",
                ["x-dead-letter-routing-key"] = access.Dead,
            };
            await channel.QueueDeclareAsync(access.Queue(queue), true, false, false, arguments, false, false, cancellation);
        }
    }

    private Task EndAsync(string reason)
    {
        End(reason);
        return Task.CompletedTask;
    }

    // It recovers nothing by itself: what was held before is another's now.
    private ConnectionFactory Factory() => new()
    {
        HostName = access.Host,
        Port = access.Port,
        VirtualHost = access.VirtualHost,
        UserName = access.User,
        Password = access.Password(),
        AutomaticRecoveryEnabled = false,
        TopologyRecoveryEnabled = false,
        RequestedHeartbeat = Heartbeat,
        RequestedConnectionTimeout = Patience,
        HandshakeContinuationTimeout = Patience,
        ContinuationTimeout = Patience,
        Ssl = new SslOption
        {
            Enabled = access.Tls != ServerTls.Off,
            ServerName = access.Host,
            AcceptablePolicyErrors = access.Tls == ServerTls.Require
                ? SslPolicyErrors.RemoteCertificateNameMismatch | SslPolicyErrors.RemoteCertificateChainErrors | SslPolicyErrors.RemoteCertificateNotAvailable
                : SslPolicyErrors.None,
        },
    };

    private static BasicProperties Persistent { get; } = new() { Persistent = true, ContentType = "text/plain" };

    private sealed class Receiver(BrokerSession session, IChannel channel, int queue) : AsyncDefaultBasicConsumer(channel)
    {
        public override async Task HandleBasicDeliverAsync(
            string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey, IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
            await session.received.WriteAsync(new BrokerMessage(queue, body.Length <= LongestText ? Encoding.UTF8.GetString(body.Span) : "", deliveryTag, session.number), cancellationToken);

        public override Task HandleBasicCancelAsync(string consumerTag, CancellationToken cancellationToken) => session.EndAsync($"the queue {session.access.Queue(queue)} was deleted");
    }
}
