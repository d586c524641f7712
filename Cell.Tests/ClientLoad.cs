using System.Collections.Concurrent;
using System.Globalization;
using System.Net;

namespace Cell;

/// <summary>What clients met: answers by the host that gave them, and how many were turned away.</summary>
internal sealed record ClientFigures(int Answered, int TurnedAway, TimeSpan Median, TimeSpan P99, IReadOnlyDictionary<string, int> ByHost)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Answered} answered ({string.Join(", ", ByHost.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Value} by {one.Key}"))}), {TurnedAway} turned away, p50 {Median.TotalMilliseconds:0} ms, p99 {P99.TotalMilliseconds:0} ms");
}

/// <summary>Clients that come at a rate, whether those before them have their answers or not, each new at the front.</summary>
internal sealed class ClientLoad : IAsyncDisposable
{
    private const int MostUnderWay = 500;
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(20);

    private readonly HttpClient client;
    private readonly string path;
    private readonly ConcurrentQueue<Asked> asked = new();
    private readonly CancellationTokenSource stop = new();
    private readonly Task coming;
    private int underWay;

    public ClientLoad(string front, string path)
    {
        client = new HttpClient { BaseAddress = new Uri(front), Timeout = TimeSpan.FromSeconds(30) };
        this.path = path;
        coming = ComeAsync();
    }

    /// <summary>Clients a second.</summary>
    public double Rate { get; set; }

    public bool Stopped => stop.IsCancellationRequested;

    public void Stop() => stop.Cancel();

    /// <summary>Of those that came in the last time.</summary>
    public ClientFigures Since(TimeSpan time)
    {
        var now = TimeProvider.System.GetTimestamp();
        var of = asked.Where(one => TimeProvider.System.GetElapsedTime(one.Came, now) <= time).ToList();
        var good = of.Where(one => one.Status == HttpStatusCode.OK).OrderBy(one => one.Took).ToList();
        return new ClientFigures(
            good.Count,
            of.Count - good.Count,
            good.Count == 0 ? TimeSpan.Zero : good[good.Count / 2].Took,
            good.Count == 0 ? TimeSpan.Zero : good[(int)(good.Count * 0.99)].Took,
            good.GroupBy(one => one.Host).ToDictionary(group => group.Key, group => group.Count()));
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await coming;
        client.Dispose();
        stop.Dispose();
    }

    private async Task ComeAsync()
    {
        var due = 0.0;
        var last = TimeProvider.System.GetTimestamp();
        var all = new List<Task>();
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(Beat, TimeProvider.System, CancellationToken.None);
            var now = TimeProvider.System.GetTimestamp();
            due += Rate * TimeProvider.System.GetElapsedTime(last, now).TotalSeconds;
            last = now;
            for (; due >= 1; due--)
            {
                all.Add(AskAsync());
            }

            all.RemoveAll(one => one.IsCompleted);
        }

        await Task.WhenAll(all);
    }

    private async Task AskAsync()
    {
        var came = TimeProvider.System.GetTimestamp();
        var (status, host) = (HttpStatusCode.RequestTimeout, "");
        if (Interlocked.Increment(ref underWay) <= MostUnderWay)
        {
            try
            {
                using var answer = await client.GetAsync(path, stop.Token);
                (status, host) = (answer.StatusCode, answer.RequestMessage?.RequestUri?.Host ?? "");
            }
            catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
            {
                // As good as turned away.
            }
        }

        Interlocked.Decrement(ref underWay);
        if (!stop.IsCancellationRequested)
        {
            asked.Enqueue(new Asked(came, TimeProvider.System.GetElapsedTime(came), status, host));
        }
    }

    private sealed record Asked(long Came, TimeSpan Took, HttpStatusCode Status, string Host);
}
