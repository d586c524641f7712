using System.Globalization;
using Cell.Tissue;

namespace Cell.Frontier;

/// <summary>Why a host is not done yet, as a sentence. Pure.</summary>
internal static class HostReason
{
    /// <param name="delay">Between two requests to it.</param>
    public static string Of(TurningHost host, HostCounts urls, TimeSpan delay, DateTimeOffset now)
    {
        var each = TimeToFetch(1, delay, host.Manners.Answer);
        return (host, urls) switch
        {
            ({ Manners.Faults: > 0 }, _) => string.Create(CultureInfo.InvariantCulture, $"failed {host.Manners.Faults} times in a row ({host.Manners.Fault}); tried again in {Text(host.Polite - now)}"),
            (_, { Waiting: 0 }) => urls.Later > 0 ? "all visited; some are visited again later" : "all visited",
            ({ Lease: null }, { Held: > 0, Ready: 0 }) => "paused by order",
            _ when host.Polite > now + delay => $"asked for a pause: {Text(host.Polite - now)} more",
            ({ Lease: null }, { Ready: 0 }) => "waits to try again what failed",
            ({ Lease: null }, _) => "waits for its turn: for a crawler, for another host of its address, or for the pace",
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

/// <summary>How many URLs of a host wait, and for what.</summary>
/// <param name="Waiting">All that a crawl waits for, leased ones included.</param>
/// <param name="Ready">May be asked for now.</param>
/// <param name="Later">Due later.</param>
/// <param name="Held">Their scope is paused.</param>
internal readonly record struct HostCounts(int Waiting, int Ready, int Later, int Held);
