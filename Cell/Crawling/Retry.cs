using System.Net;
using Cell.Tissue;

namespace Cell.Crawling;

/// <summary>What a crawler makes of an API that does not take something now. Pure, but for the jitter.</summary>
internal static class Retry
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan MostAsked = TimeSpan.FromMinutes(1);

    /// <summary>It may be well again in a moment: no answer, or a no that is meant for now.</summary>
    public static bool IsForNow(Exception fault) => fault is IOException or TissueException { Status: null or HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests };

    /// <summary>It has too much to do.</summary>
    public static bool IsTooMuch(Exception fault) => fault is TissueException { Status: HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests };

    /// <summary>Twice as long each time, half as much or more by chance, so that crawlers do not come back together; never sooner than it asked for.</summary>
    /// <param name="failures">In a row, this one included.</param>
    public static TimeSpan After(int failures, Exception fault)
    {
        var wait = First * Math.Pow(2, Math.Clamp(failures - 1, 0, 10));
        wait = (wait < Most ? wait : Most) * (0.5 + Random.Shared.NextDouble());
        var asked = (fault as TissueException)?.RetryAfter is { Ticks: > 0 } told ? (told < MostAsked ? told : MostAsked) * (1 + (Random.Shared.NextDouble() / 4)) : TimeSpan.Zero;
        return wait > asked ? wait : asked;
    }
}
