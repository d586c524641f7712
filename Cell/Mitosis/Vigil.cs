using System.Text.Json.Serialization;

namespace Cell.Mitosis;

/// <summary>What the guard counts while a cell lives, kept in the state file. Every time is on the uptime clock of one boot: no wall clock is trusted,
/// and what a boot had counted is carried over to the next, which begins with the daemon's chance to speak. Pure.</summary>
/// <param name="BootId">Of the boot in which the uptimes count.</param>
/// <param name="Counted">Uptime of the last counting.</param>
/// <param name="Unheard">Seconds in which no health cell answered.</param>
/// <param name="Mark">The daemon's mark of an answer as it stood then: only that it changes counts.</param>
/// <param name="Ill">Since when the unit does not stay up; null: it does.</param>
/// <param name="Looked">Uptime of the last look from inside; null: in this boot there was none yet.</param>
/// <param name="Ways">How many looks in a row found a way in for the pool key.</param>
/// <param name="Way">The last one found.</param>
internal sealed record Vigil(string BootId, double Counted, double Unheard, long Mark, double? Ill, double? Looked, int Ways, string Way)
{
    public static readonly Vigil None = new("", 0, 0, 0, null, null, 0, "");

    /// <summary>So often the silence is counted, in whole intervals: a machine that slept or whose clock leapt has one more, not days.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromHours(1);

    // One look may fall into an upgrade of sshd.
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(5);

    [JsonIgnore]
    public TimeSpan Silence => TimeSpan.FromSeconds(Unheard);

    /// <summary>For how long the unit has not stayed up.</summary>
    public TimeSpan IllFor(GuardSight sight) => BootId == sight.BootId && Ill is { } since ? TimeSpan.FromSeconds(sight.Uptime - since) : TimeSpan.Zero;

    /// <summary>Whether it is time to look from inside.</summary>
    public bool IsLookDue(GuardSight sight) => BootId != sight.BootId || Looked is not { } last || sight.Uptime - last > (Ways > 0 ? LookAgain : BetweenLooks).TotalSeconds;

    /// <summary>What is to be kept from now on; itself when nothing is new.</summary>
    public Vigil After(GuardSight sight)
    {
        var held = BootId == sight.BootId ? this : this with { BootId = sight.BootId, Counted = sight.Uptime, Ill = null, Looked = null };
        held = sight.IsUp == (held.Ill is null) ? held : held with { Ill = sight.IsUp ? null : sight.Uptime };
        if (sight.Uptime - held.Counted < Interval.TotalSeconds)
        {
            return held;
        }

        var heard = sight.Heard != 0 && sight.Heard != held.Mark;
        return held with { Counted = sight.Uptime, Unheard = heard ? 0 : held.Unheard + Interval.TotalSeconds, Mark = sight.Heard == 0 ? held.Mark : sight.Heard };
    }

    /// <param name="way">Null: the pool key opens nothing.</param>
    public Vigil LookedAt(GuardSight sight, string? way) => After(sight) with { Looked = sight.Uptime, Ways = way is null ? 0 : Ways + 1, Way = way ?? "" };
}
