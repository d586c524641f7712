using System.Collections.Immutable;

namespace Cell.Health;

/// <summary>A condition as the operator was told of it.</summary>
/// <param name="Told">When last; null: not yet.</param>
/// <param name="Times">How often.</param>
/// <param name="Missing">Since when it is not there any more; null: it lasts.</param>
internal sealed record Notice(string Key, string Text, DateTimeOffset Since, DateTimeOffset? Told, int Times, DateTimeOffset? Missing);

internal enum TellingKind
{
    Begun,
    /// <summary>It goes on.</summary>
    Lasting,
    Ended,
    /// <summary>Asked for by the operator, to see whether it arrives.</summary>
    Test,
}

/// <summary>One message to the operator.</summary>
/// <param name="Id">A UUID: whoever gets it twice may see that it is the same.</param>
/// <param name="Times">How often the condition was told, this one counted.</param>
internal sealed record Telling(string Id, TellingKind Kind, string Condition, string Text, DateTimeOffset Since, DateTimeOffset At, int Times);

/// <summary>Which conditions to tell and when: once, again with back-off, once more when it ends. Pure.</summary>
internal static class Notices
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromDays(1);

    /// <summary>A condition that is away for less than this was not away: a cell that comes and goes is one story.</summary>
    private static readonly TimeSpan Gone = TimeSpan.FromSeconds(30);

    /// <param name="repeat">Pause before the first repetition; each later one is twice as long.</param>
    public static (ImmutableDictionary<string, Notice> Notices, IReadOnlyList<Telling> Tellings) Next(
        ImmutableDictionary<string, Notice> notices, IReadOnlyList<Condition> conditions, TimeSpan repeat, DateTimeOffset now)
    {
        var tellings = new List<Telling>();
        foreach (var condition in conditions)
        {
            var notice = notices.GetValueOrDefault(condition.Key) is { } known
                ? known with { Text = condition.Text, Missing = null }
                : new Notice(condition.Key, condition.Text, now, null, 0, null);
            if (now - notice.Since >= condition.Grace && (notice.Told is not { } told || now - told >= Pause(repeat, notice.Times) && now - told >= condition.LeastPause))
            {
                notice = notice with { Told = now, Times = notice.Times + 1 };
                tellings.Add(Tell(notice.Times == 1 ? TellingKind.Begun : TellingKind.Lasting, notice, now));
            }

            notices = notices.SetItem(condition.Key, notice);
        }

        foreach (var notice in notices.Values.Where(notice => !conditions.Any(condition => condition.Key == notice.Key)))
        {
            if (notice.Told is null || (notice.Missing is { } since && now - since >= Gone))
            {
                notices = notices.Remove(notice.Key);
                if (notice.Told is not null)
                {
                    tellings.Add(Tell(TellingKind.Ended, notice with { Times = notice.Times + 1 }, now));
                }
            }
            else if (notice.Missing is null)
            {
                notices = notices.SetItem(notice.Key, notice with { Missing = now });
            }
        }

        return (notices, tellings);
    }

    internal static TimeSpan Pause(TimeSpan repeat, int times)
    {
        var pause = repeat * Math.Pow(2, Math.Clamp(times - 1, 0, 20));
        return pause < LongestPause ? pause : LongestPause;
    }

    private static Telling Tell(TellingKind kind, Notice notice, DateTimeOffset now) => new(Guid.CreateVersion7(now).ToString("D"), kind, notice.Key, notice.Text, notice.Since, now, notice.Times);
}
