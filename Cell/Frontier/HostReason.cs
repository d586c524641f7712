using System.Globalization;
using Cell.Tissue;

namespace Cell.Frontier;

/// <summary>Why a host is not done yet, as a sentence. Pure.</summary>
internal static class HostReason
{
    /// <param name="delay">Between two requests to it.</param>
    public static string Of(HostQueue host, TimeSpan delay, DateTimeOffset now)
    {
        var each = TimeToFetch(1, delay, host.Manners.Answer);
        return host switch
        {
            { Manners.Faults: > 0 } => string.Create(CultureInfo.InvariantCulture, $"failed {host.Manners.Faults} times in a row ({host.Manners.Fault}); tried again in {Text(host.Polite - now)}"),
            { Waiting: 0 } => host.Later.Count > 0 ? "all visited; some are visited again later" : "all visited",
            { Held.Count: > 0, Ready.Count: 0, Lease: null } => "paused by order",
            _ when host.Polite > now + delay => $"asked for a pause: {Text(host.Polite - now)} more",
            { Lease: null, Ready.Count: 0 } => "waits to try again what failed",
            { Lease: null } => "waits for its turn: for a crawler, for another host of its address, or for the pace",
            _ when delay > host.Manners.Answer => $"one request each {Text(delay)}, by its delay",
            _ when host.Manners.Answer > TimeSpan.Zero => $"one request each {Text(each)}, by its own speed",
            _ => "is being worked on",
        };
    }

    public static TimeSpan TimeToFetch(int urls, TimeSpan delay, TimeSpan answer) => (delay > answer ? delay : answer) * urls;

    private static string Text(TimeSpan time) => time switch
    {
        { TotalSeconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(time.TotalMilliseconds, 0):0} ms"),
        { TotalMinutes: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.#} s"),
        { TotalHours: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0.#} h"),
    };
}
