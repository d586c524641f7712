namespace Cell.Crawling;

/// <summary>Keeps the time between requests to one host: the longest of ours, robots.txt's and what its slow answers call for, more when it asks for it.</summary>
internal sealed class Pace(TimeSpan ours, TimeProvider time)
{
    /// <summary>A longer pause is not waited for: the lease ends with it.</summary>
    public static readonly TimeSpan MostPause = TimeSpan.FromSeconds(5);

    // A host is left alone twice as long as it takes to answer, so that we have at most a third of its time.
    private const int AnswersBetween = 2;
    private static readonly TimeSpan MostForAnswers = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    private readonly long start = time.GetTimestamp();
    private long leastTicks = ours.Ticks;
    private long endedTicks = -1;
    private long pausedTicks;
    private long answerTicks;

    /// <summary>No delay: the operator and the host allow requests to overlap.</summary>
    public bool IsFree => Least == TimeSpan.Zero;

    /// <summary>How long it takes to answer, smoothed; zero: it did not yet.</summary>
    public TimeSpan Answer => TimeSpan.FromTicks(Volatile.Read(ref answerTicks));

    public TimeSpan Delay
    {
        get
        {
            var forAnswers = AnswersBetween * Answer;
            forAnswers = forAnswers < MostForAnswers ? forAnswers : MostForAnswers;
            return IsFree || forAnswers < Least ? Least : forAnswers;
        }
    }

    /// <summary>What is left of a pause that the host asked for.</summary>
    public TimeSpan Pause => Left(Volatile.Read(ref pausedTicks));

    private TimeSpan Least => TimeSpan.FromTicks(Volatile.Read(ref leastTicks));

    /// <param name="theirs">What its robots.txt asks for; null: nothing.</param>
    public void Obey(TimeSpan? theirs) => Volatile.Write(ref leastTicks, (theirs > ours ? theirs.Value : ours).Ticks);

    /// <summary>Waits for the next request's turn.</summary>
    /// <returns>False when it is over before that.</returns>
    public async Task<bool> WaitAsync(Func<bool> over, CancellationToken cancellation)
    {
        while (!over())
        {
            var left = Volatile.Read(ref endedTicks) is >= 0 and var ended ? Left(Math.Max(ended + Delay.Ticks, Volatile.Read(ref pausedTicks))) : TimeSpan.Zero;
            if (left == TimeSpan.Zero)
            {
                return true;
            }

            await Task.Delay(left < Look ? left : Look, time, cancellation);
        }

        return false;
    }

    /// <summary>A request ended just now.</summary>
    /// <param name="took">Null: it was not answered.</param>
    /// <param name="pause">What the host asked for.</param>
    public void Asked(TimeSpan? took, TimeSpan? pause)
    {
        if (took is { } answer)
        {
            var before = Answer;
            Volatile.Write(ref answerTicks, (before == TimeSpan.Zero ? answer : before + ((answer - before) / 4)).Ticks);
        }

        var now = time.GetElapsedTime(start);
        if (pause is { } asked)
        {
            Volatile.Write(ref pausedTicks, (now + asked).Ticks);
        }

        Volatile.Write(ref endedTicks, now.Ticks);
    }

    private TimeSpan Left(long until) => time.GetElapsedTime(start).Ticks is var now && until > now ? TimeSpan.FromTicks(until - now) : TimeSpan.Zero;
}
