namespace Cell.Crawling;

/// <summary>What is known of an origin's robots.txt (RFC 9309, 2.3.1 and 2.4). Pure.</summary>
/// <param name="Rules">To be obeyed now.</param>
/// <param name="Until">Then it is asked for again. Moments are times since the crawler's start.</param>
/// <param name="Read">When the server last told what holds; null: never.</param>
/// <param name="FailingSince">The server gives errors or cannot be reached since then; null: it does not.</param>
internal sealed record RobotsState(RobotsRules Rules, TimeSpan Until, TimeSpan? Read, TimeSpan? FailingSince)
{
    /// <summary>A copy is not used for longer (2.4), but by a server in trouble.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromHours(24);

    /// <summary>"A reasonably long period of time (for example, 30 days)" (2.3.1.4).</summary>
    public static readonly TimeSpan LongFailing = TimeSpan.FromDays(30);

    private static readonly TimeSpan Retry = TimeSpan.FromMinutes(1);

    /// <summary>The file was read, or is not there (4xx): that holds for a day.</summary>
    public static RobotsState Told(RobotsRules rules, TimeSpan now) => new(rules, now + Fresh, now, null);

    /// <summary>The server failed or was not reached. An older copy holds on; without one nothing is allowed. After 30 days of it the file
    /// counts as not there.</summary>
    public static RobotsState Failed(RobotsState? before, TimeSpan now)
    {
        var since = before?.FailingSince ?? now;
        return now - since >= LongFailing ? new RobotsState(RobotsRules.AllowAll, now + Fresh, null, since)
            : before is { Read: { } read } && now - read < LongFailing ? new RobotsState(before.Rules, now + Retry, read, since)
            : new RobotsState(RobotsRules.DisallowAll, now + Retry, null, since);
    }
}
