using Cell.Genome;
using Cell.Tissue;
using Microsoft.Extensions.Logging;

namespace Cell.Health;

/// <summary>Tells a person what the organism cannot mend. What is on its way lies on disk; each channel delivers by itself, so that a dead one holds up nothing.</summary>
/// <param name="observe">The conditions of the moment; null: another health cell tells.</param>
internal sealed partial class Notifier(Func<IReadOnlyList<Condition>?> observe, NoticeFile file, Post post, TimeProvider time, ILogger<Notifier> log)
{
    private const int MostLetters = 1000;
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LastRetry = TimeSpan.FromMinutes(15);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Task> delivering = new(StringComparer.Ordinal);
    private Correspondence now = file.Read();

    public Correspondence Now => Volatile.Read(ref now);

    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Beat, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
            {
                if (observe() is { } conditions)
                {
                    Observe(conditions);
                }

                Deliver(stopping);
            }
        }
        finally
        {
            await Task.WhenAll(delivering.Values);
        }
    }

    /// <summary>For the operator, to see whether it arrives.</summary>
    /// <returns>The channels that it goes by.</returns>
    public IReadOnlyList<string> Test()
    {
        var at = time.GetUtcNow();
        Add([new Telling(Guid.CreateVersion7(at).ToString("D"), TellingKind.Test, "test", "This is a test that its operator asked for.", at, at, 1)], Now.Notices);
        return post.Channels();
    }

    private void Observe(IReadOnlyList<Condition> conditions)
    {
        var (notices, tellings) = Notices.Next(Now.ByKey(), conditions, post.Repeat, time.GetUtcNow());
        foreach (var telling in tellings)
        {
            LogTelling(telling.Kind, telling.Text);
        }

        Add(tellings, [.. notices.Values.OrderBy(notice => notice.Since)]);
    }

    private void Add(IReadOnlyList<Telling> tellings, IReadOnlyList<Notice> notices) => Change(held =>
    {
        var channels = tellings.Count > 0 ? post.Channels() : [];
        var letters = tellings.SelectMany(telling => channels.Select(channel => new Letter(channel, telling, 0, telling.At, "")));
        return held with { Notices = notices, Letters = [.. held.Letters.Concat(letters).TakeLast(MostLetters)] };
    });

    // The oldest first, one at a time a channel: they arrive in order.
    private void Deliver(CancellationToken stopping)
    {
        if (Now.Letters.Count == 0)
        {
            return;
        }

        foreach (var channel in post.Channels().Where(channel => delivering.GetValueOrDefault(channel)?.IsCompleted ?? true))
        {
            if (Now.Letters.FirstOrDefault(letter => letter.Channel == channel) is { } letter && letter.Due <= time.GetUtcNow())
            {
                delivering[channel] = DeliverAsync(letter, stopping);
            }
        }
    }

    private async Task DeliverAsync(Letter letter, CancellationToken stopping)
    {
        try
        {
            await post.SendAsync(letter.Channel, letter.Telling, stopping);
            Change(held => held with { Letters = [.. held.Letters.Where(other => other != letter)] });
        }
        catch (Exception fault) when (fault is IOException or HttpRequestException or OperationCanceledException)
        {
            if (!stopping.IsCancellationRequested)
            {
                var pause = FirstRetry * Math.Pow(2, Math.Min(letter.Attempts, 20));
                var late = letter with { Attempts = letter.Attempts + 1, Due = time.GetUtcNow() + (pause < LastRetry ? pause : LastRetry), Trouble = fault.Message };
                LogUndelivered(letter.Channel, letter.Telling.Condition, late.Attempts, fault.Message);
                Change(held => held with { Letters = [.. held.Letters.Select(other => other == letter ? late : other)] });
            }
        }
    }

    private void Change(Func<Correspondence, Correspondence> change)
    {
        lock (gate)
        {
            var next = change(now);
            if (next.Notices.SequenceEqual(now.Notices) && next.Letters.SequenceEqual(now.Letters))
            {
                return;
            }

            Volatile.Write(ref now, next);
            try
            {
                file.Write(next);
            }
            catch (IOException fault)
            {
                LogUnkept(fault.Message);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The operator is told ({Kind}): {Text}")]
    private partial void LogTelling(TellingKind kind, string text);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The {Channel} did not take the message on {Condition} (attempt {Attempt}): {Reason}")]
    private partial void LogUndelivered(string channel, string condition, int attempt, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "What the operator was told could not be kept: {Reason}")]
    private partial void LogUnkept(string reason);
}
