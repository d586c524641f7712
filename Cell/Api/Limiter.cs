using System.Net;
using Cell.Storage;
using Cell.Tissue;
using Cell.Vitals;

namespace Cell.Api;

/// <summary>The door's count: clients are let in or not, at once; pages wait for their turn, as many as there is room for. Thread-safe.</summary>
/// <param name="share">Of pages that come in: what clients leave.</param>
internal sealed class Limiter(ProcessorShare share, TimeProvider time)
{
    private const double Ideal = 0.5;
    private const int MostWaiting = 256;
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    // Half of the time that a crawler waits for an answer.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private readonly LinkedList<TaskCompletionSource> waiting = [];
    private readonly RateMeter busy = new(time);
    private readonly RateMeter answered = new(time);
    private readonly RateMeter turnedAway = new(time);
    private readonly LinkedList<long> present = [];
    private Admission now = Admission.Start;

    /// <summary>Clients at work, as a mean of the last seconds with those that were turned away, beside the limit: above 1 there were too many.</summary>
    public double Load => Demand / Math.Max(1, now.Limit);

    /// <summary>Clients have as much to do here as there should be.</summary>
    public bool IsUnderLoad => Load > Ideal;

    public double TurnedAway => turnedAway.PerSecond;

    // Little's law: the time that answers took in a second is how many were under way.
    private double Demand => busy.PerSecond / 1e6 * (answered.PerSecond > 0 ? 1 + (turnedAway.PerSecond / answered.PerSecond) : 1);

    /// <returns>To be disposed of when it is answered; null: there is no room.</returns>
    public IDisposable? TryEnter()
    {
        lock (gate)
        {
            if (now.HasRoomForClient)
            {
                now = now.WithClient();
                var client = present.AddLast(time.GetTimestamp());
                TellShare();
                return new Stay(this, now.Clients, client);
            }
        }

        turnedAway.Add(1);
        return null;
    }

    /// <summary>A client that is sent to another one before it was let in.</summary>
    public void Divert() => turnedAway.Add(1);

    /// <summary>Takes in a batch of pages when its turn comes.</summary>
    /// <exception cref="TissueException">Too many wait already: 429.</exception>
    public async Task<T> TakeAsync<T>(Func<Task<T>> take, CancellationToken cancellation)
    {
        await TurnAsync(cancellation);
        try
        {
            return await take();
        }
        finally
        {
            Release(admission => admission.WithoutPages());
        }
    }

    public VitalSign Clients() => VitalSign.Of("clients in flight", "clients", SignClass.Divisible, Math.Round(Demand, 2), Math.Max(1, now.Limit));

    private async Task TurnAsync(CancellationToken cancellation)
    {
        LinkedListNode<TaskCompletionSource> turn;
        lock (gate)
        {
            if (now.HasRoomForPages && waiting.Count == 0)
            {
                now = now.WithPages();
                return;
            }

            if (waiting.Count == MostWaiting)
            {
                throw Busy($"{MostWaiting} batches of pages wait already.");
            }

            turn = waiting.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        await using (cancellation.Register(() => Leave(turn, waits => waits.TrySetCanceled(cancellation))))
        await using (time.CreateTimer(_ => Leave(turn, waits => waits.TrySetException(Busy("Clients leave no time for so many pages."))), null, LongestWait, Timeout.InfiniteTimeSpan))
        {
            await turn.Value.Task;
        }
    }

    private static TissueException Busy(string why) => new(why, HttpStatusCode.TooManyRequests, null) { RetryAfter = Again };

    // Who was let in at this very moment goes in.
    private void Leave(LinkedListNode<TaskCompletionSource> turn, Action<TaskCompletionSource> how)
    {
        lock (gate)
        {
            if (turn.List is null)
            {
                return;
            }

            waiting.Remove(turn);
        }

        how(turn.Value);
    }

    private void Release(Func<Admission, Admission> without, LinkedListNode<long>? client = null)
    {
        lock (gate)
        {
            if (client is not null)
            {
                present.Remove(client);
            }

            now = without(now);
            TellShare();
            while (now.HasRoomForPages && waiting.First is { } next)
            {
                waiting.RemoveFirst();
                now = now.WithPages();
                next.Value.SetResult();
            }
        }
    }

    private void TellShare()
    {
        share.Clients = now.Clients;
        share.LateFrom = present.First is { } first ? first.Value + (long)(now.Usual.TotalSeconds * time.TimestampFrequency) : long.MaxValue;
    }

    private sealed class Stay(Limiter limiter, int inFlight, LinkedListNode<long> client) : IDisposable
    {
        private int left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref left, 1) == 0)
            {
                var took = limiter.Took(client.Value);
                limiter.Release(admission => admission.WithoutClient(took, inFlight), client);
            }
        }
    }

    private TimeSpan Took(long came)
    {
        var took = time.GetElapsedTime(came);
        busy.Add((int)took.TotalMicroseconds);
        answered.Add(1);
        return took;
    }
}
