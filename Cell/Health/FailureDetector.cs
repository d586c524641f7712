using System.Globalization;
using Cell.Identity;
using Cell.Tissue;

namespace Cell.Health;

/// <summary>Turns silence into suspicion, death and in the end oblivion. Pure.</summary>
internal static class FailureDetector
{
    // Of the living; and at least two: one alone is no sign of one's own isolation.
    private const double FrozenShare = 0.15;
    private const int FrozenLeast = 2;

    /// <param name="now">The keeper's monotonic clock.</param>
    /// <param name="lateness">How much later than planned this check itself runs.</param>
    public static Roster Check(Roster roster, TimeSpan now, TimeSpan lateness)
    {
        if (lateness > HealthTimes.OwnLateness)
        {
            return Forgive(roster, roster.Members.Values, now);
        }

        // Whoever spoke within a beat is neither suspected nor dead: with ten thousand cells all but few.
        var silent = roster.Members.Values.Where(member => now - member.Heard > HealthTimes.Knock).ToList();
        var before = roster;
        roster = Freeze(before, silent, now);
        if (before.Frozen is not null && roster.Frozen is null)
        {
            // Most are back: the last ones come in this second or the next.
            roster = Forgive(roster, silent.Where(member => IsUnexplained(member, now)), now);
            silent = silent.FindAll(member => !IsUnexplained(member, now));
        }

        var frozen = roster.Frozen is { } since && now - since < HealthTimes.Frozen;
        foreach (var member in silent)
        {
            var (cell, silence) = (member.Entry.Cell, now - member.Heard);
            if (!Roster.IsLiving(member.Entry))
            {
                roster = silence > HealthTimes.Forgotten && !roster.MayLive(member) ? roster.Without(cell) : roster;
            }
            else if (!(frozen && IsUnexplained(member, now)) && Death(member, silence, now) is { } death)
            {
                roster = roster.Turn(cell, CellState.Dead, death);
            }
            else if (member.Entry.State == CellState.Alive && IsSuspicious(member, now))
            {
                roster = roster.Turn(cell, CellState.Suspect, Silent(silence));
            }
        }

        return roster;
    }

    /// <summary>What became of a try of its port. A heartbeat that came meanwhile is better knowledge.</summary>
    /// <param name="asked">When the try began, on the keeper's clock.</param>
    public static Roster Knocked(Roster roster, CellId cell, TimeSpan asked, bool closed)
    {
        if (roster.Members.GetValueOrDefault(cell) is not { } member || !Roster.IsLiving(member.Entry) || member.Heard > asked)
        {
            return roster;
        }

        roster = roster.With(member with { Closed = closed ? member.Closed ?? asked : null });
        return closed && member.Entry.State == CellState.Alive ? roster.Turn(cell, CellState.Suspect, "its port is closed") : roster;
    }

    /// <summary>What its witnesses said.</summary>
    /// <param name="asked">When they were asked, on the keeper's clock.</param>
    /// <param name="answered">So many of them answered.</param>
    public static Roster Witnessed(Roster roster, CellId cell, TimeSpan asked, int answered, bool reached) =>
        answered == 0 || roster.Members.GetValueOrDefault(cell) is not { } member || !Roster.IsLiving(member.Entry) || member.Heard > asked
            ? roster
            : roster.With(member with { Testimony = new Testimony(asked, answered, reached) });

    public static bool IsSuspicious(Member member, TimeSpan now) => member.Arrivals.Phi(now - member.Heard) > HealthTimes.SuspectPhi;

    private static string? Death(Member member, TimeSpan silence, TimeSpan now)
    {
        if (member.Closed is { } since && now - since >= HealthTimes.Closed)
        {
            return string.Create(CultureInfo.InvariantCulture, $"its port has been closed for {(now - since).TotalSeconds:0.0} s");
        }

        if (member.Arrivals.Phi(silence) < HealthTimes.DeadPhi)
        {
            return null;
        }

        return Valid(member, now) switch
        {
            { Reached: true } => null,
            { } none => silence > HealthTimes.Witnessed ? $"{Silent(silence)}, and no witness of {none.Answered} reaches it" : null,
            null => silence > HealthTimes.Dead ? Silent(silence) : null,
        };
    }

    // Many fall silent, and nobody says that it does not reach them either: this health cell may be what is cut off.
    private static Roster Freeze(Roster roster, List<Member> silent, TimeSpan now)
    {
        var unexplained = silent.Count(member => Roster.IsLiving(member.Entry) && IsSuspicious(member, now) && IsUnexplained(member, now));
        var many = unexplained >= FrozenLeast && unexplained > FrozenShare * roster.LivingCount;
        return many == roster.Frozen is not null ? roster : roster with { Frozen = many ? now : null };
    }

    private static bool IsUnexplained(Member member, TimeSpan now) => member.Closed is null && Valid(member, now) is not { Reached: false };

    private static Testimony? Valid(Member member, TimeSpan now) => member.Testimony is { } said && now - said.At <= HealthTimes.Testimony ? said : null;

    private static Roster Forgive(Roster roster, IEnumerable<Member> members, TimeSpan now)
    {
        foreach (var member in members.Where(member => Roster.IsLiving(member.Entry)))
        {
            roster = roster.With(member with { Heard = now, Closed = null, Testimony = null });
        }

        return roster;
    }

    private static string Silent(TimeSpan silence) => string.Create(CultureInfo.InvariantCulture, $"silent for {silence.TotalSeconds:0.0} s");
}
