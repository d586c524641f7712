using Cell.Storage;

namespace Cell.Frontier;

/// <summary>One message of the broker stands for one host that has something to do. Whoever is given it holds it, unacknowledged, as long as the host has;
/// when it is lost, sent twice or given to two, the database still decides, and another one is sent.</summary>
/// <param name="self">This API cell.</param>
internal sealed class HostMessages(Broker broker, SharedHosts rows, HeldHosts held, string self, TimeProvider time)
{
    private const int Together = 500;

    // The broker takes back what is not acknowledged for half an hour.
    private static readonly TimeSpan LongestHeld = TimeSpan.FromMinutes(10);

    // While others wait in the queue, which gives out no more than it may.
    private static readonly TimeSpan LongestTurn = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan AuditBeat = TimeSpan.FromSeconds(10);

    // A message is on its way for less than that.
    private static readonly TimeSpan OnItsWay = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(500);

    private readonly HashSet<int> crowded = [];
    private long session;
    private long? audited;

    /// <summary>Takes what the broker gives, until told to stop.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        broker.Left = LeaveAsync;
        while (await broker.Received.WaitToReadAsync(stopping))
        {
            var some = new List<BrokerMessage>();
            while (some.Count < Together && broker.Received.TryRead(out var message))
            {
                some.Add(message);
            }

            await TakeAsync(some, stopping);
        }
    }

    /// <summary>What was held by a connection that is no more is another's.</summary>
    public void ForgetLost()
    {
        var now = broker.Session;
        if (Interlocked.Exchange(ref session, now) != now)
        {
            held.Clear(message => message.Session != now);
        }
    }

    /// <summary>Sends messages for those of the hosts that need one.</summary>
    /// <exception cref="IOException">The broker did not confirm them: they are sent later.</exception>
    public Task SendAsync(IReadOnlyList<long> hosts, CancellationToken cancellation) => hosts.Count > 0 ? SendMissingAsync(hosts, cancellation) : Task.CompletedTask;

    /// <summary>Gives back what is done, sends what is missing, learns what others changed.</summary>
    public async Task BalanceAsync(CancellationToken cancellation)
    {
        ForgetLost();
        var others = held.Leased((host, _) => host.Owner != self);
        foreach (var row in others.Count > 0 ? await rows.ReadAsync([.. others.Select(host => host.Name)], cancellation) : [])
        {
            held.Learn(row);
        }

        await ReleaseAsync(cancellation);
        if (broker.Silence is null && broker.Blocked is null)
        {
            try
            {
                await SendMissingAsync(null, cancellation);
                await PassOnAsync(cancellation);
            }
            catch (IOException) when (broker.Pulse.Fault is not null)
            {
                // The next beat tries again.
            }
        }
    }

    /// <summary>Hosts that have nothing to do give their messages back.</summary>
    public async Task ReleaseAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var idle = held.Where(host => host.IsIdle && (host.Ready == 0 || host.Polite > now + SharedHosts.Rests)).Where(held.Drop).ToList();
        if (idle.Count == 0)
        {
            return;
        }

        try
        {
            var released = await rows.ReleaseAsync(idle.Select(host => host.Number), now, cancellation);
            foreach (var host in idle.Where(host => released.Contains(host.Number)))
            {
                await broker.AcknowledgeAsync(host.Message, cancellation);
            }

            await TakeAsync([.. idle.Where(host => !released.Contains(host.Number)).Select(host => host.Message)], cancellation);
        }
        catch (IOException)
        {
            // Not known whether they have: their messages come again.
            foreach (var host in idle)
            {
                await broker.ReturnAsync(host.Message, cancellation);
            }

            throw;
        }
    }

    /// <summary>A message may be lost: with the broker's disks, or with who was about to send it. Where a queue is empty and a host that should have one in
    /// it is not held, another one is sent.</summary>
    public async Task AuditAsync(CancellationToken cancellation)
    {
        if (audited is { } last && time.GetElapsedTime(last) < AuditBeat)
        {
            return;
        }

        audited = time.GetTimestamp();
        foreach (var queue in broker.Wanted)
        {
            if (await broker.WaitingAsync(queue, cancellation) is not { } waiting)
            {
                continue;
            }

            crowded.Remove(queue);
            if (waiting > 0)
            {
                crowded.Add(queue);
                continue;
            }

            var lost = (await rows.MarkedAsync(queue, time.GetUtcNow() - OnItsWay, cancellation)).Where(host => !held.IsHeld(host.Name)).Select(host => host.Number).ToList();
            if (lost.Count > 0)
            {
                await rows.UnmarkAsync(lost, cancellation);
            }
        }
    }

    private async Task SendMissingAsync(IReadOnlyList<long>? only, CancellationToken cancellation)
    {
        for (var some = await rows.MarkAsync(only, time.GetUtcNow(), cancellation); some.Count > 0; some = await rows.MarkAsync(only, time.GetUtcNow(), cancellation))
        {
            try
            {
                await broker.SendAsync([.. some.Select(host => (host.Queue, host.Name))], cancellation);
            }
            catch
            {
                await rows.UnmarkAsync(some.Select(host => host.Number), CancellationToken.None);
                throw;
            }
        }
    }

    // Once in a while each goes to the end of its queue: so the others come to their turn, and none is held too long.
    private async Task PassOnAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var passing = held.Where(host => host.IsIdle && now - host.Since > (crowded.Contains(host.Message.Queue) ? LongestTurn : LongestHeld)).Take(Together).Where(held.Drop).ToList();
        try
        {
            await broker.SendAsync([.. passing.Select(host => (host.Message.Queue, host.Name))], cancellation);
            foreach (var host in passing)
            {
                await broker.AcknowledgeAsync(host.Message, cancellation);
            }
        }
        catch (IOException)
        {
            foreach (var host in passing)
            {
                await broker.ReturnAsync(host.Message, cancellation);
            }

            throw;
        }
    }

    private async Task TakeAsync(IReadOnlyList<BrokerMessage> some, CancellationToken cancellation)
    {
        while (some.Any(message => message.Session == broker.Session))
        {
            try
            {
                var found = (await rows.ReadAsync(some.Select(message => message.Text).Where(name => !name.Contains('\0', StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal), cancellation))
                    .ToDictionary(row => row.Name, StringComparer.Ordinal);
                foreach (var message in some.Where(message => message.Session == broker.Session))
                {
                    await (!found.TryGetValue(message.Text, out var row) ? broker.RejectAsync(message, cancellation)
                        : held.TryHold(row, message) ? Task.CompletedTask
                        : broker.AcknowledgeAsync(message, cancellation));
                }

                return;
            }
            catch (IOException)
            {
                await Task.Delay(Retry, time, cancellation);
            }
        }
    }

    private async Task LeaveAsync(int queue)
    {
        foreach (var host in held.Clear(message => message.Queue == queue))
        {
            await broker.ReturnAsync(host.Message, CancellationToken.None);
        }
    }
}
