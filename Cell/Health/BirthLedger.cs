using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;

namespace Cell.Health;

/// <summary>What a mother's report does to the roster. Pure.</summary>
internal static class BirthLedger
{
    private static readonly TimeSpan ProofDeadline = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Infancy = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Mourning = TimeSpan.FromHours(1);

    /// <summary>So long after a ticket's end a birth that nobody reported on is undone by its machine's guard: the machine's clock may have let a late claim in, and the guard has its own beat.</summary>
    public static readonly TimeSpan Silence = GenomeAdoption.Skew + Ticket.GuardDeadline + TimeSpan.FromSeconds(30);

    /// <summary>Signed, born, proved, in this order; undone and tainted are ends. What is late or repeated changes nothing.</summary>
    public static Roster After(Roster roster, Birth birth, BirthReport report, DateTimeOffset now)
    {
        if (birth.Ended is not null || !Follows(birth.State, report.State))
        {
            return roster;
        }

        if (report.State == BirthState.Born)
        {
            // Its guard let a new birth in: whatever was borne there before is no more.
            roster = Over(roster, birth.Machine, birth.Id, now);
        }

        var free = report.State == BirthState.Undone;
        roster = roster.With(birth with
        {
            State = report.State,
            Daughter = report.Daughter ?? birth.Daughter,
            Ended = free ? now : birth.Ended,
            Detail = report.Detail,
            Since = now,
        });
        roster = report.State switch
        {
            BirthState.Tainted => roster.With(new Taint(birth.Machine, report.Detail, now)),
            _ => roster,
        };
        var daughter = roster.Births[birth.Id].Daughter;
        return report.State == BirthState.Proved && daughter is { } cell && roster.IsLiving(cell)
            ? roster.Turn(cell, CellState.Alive, "its birth is proved")
            : roster;
    }

    /// <summary>Ends the births whose mother says nothing any more: never committed, then the guard has undone them by its deadline;
    /// committed and not proved, then the daughter is to end and the machine is tainted.</summary>
    public static Roster Overdue(Roster roster, DateTimeOffset now)
    {
        foreach (var birth in roster.Births.Values)
        {
            if (birth.State == BirthState.Born && now > birth.Since + ProofDeadline)
            {
                roster = After(roster, birth, Unproved(birth), now);
            }
            else if (birth.State == BirthState.Signed && now > birth.Expires + ProofDeadline && roster.Living.Any(entry => entry.Facts.Birth == birth.Id))
            {
                // The mother never heard that her daughter was born: by now she would have proved it.
                roster = After(roster, birth, Unproved(birth), now);
            }
            else if (birth.State == BirthState.Signed && now > birth.Expires + Silence)
            {
                roster = After(roster, birth, new BirthReport(1, birth.Id, BirthState.Undone, null, "Nothing was heard of it by the guard's deadline: the machine has undone it."), now);
            }
        }

        return roster;
    }

    /// <summary>Takes over what another health cell knows.</summary>
    public static Roster Learn(Roster roster, IReadOnlyList<Birth> births, DateTimeOffset now)
    {
        foreach (var told in births)
        {
            if (!roster.Births.TryGetValue(told.Id, out var known))
            {
                roster = roster.With(told);
                roster = told is { State: BirthState.Tainted, Ended: null } ? roster.With(new Taint(told.Machine, told.Detail, told.Since)) : roster;
            }
            else
            {
                var after = After(roster, known, new BirthReport(1, told.Id, told.State, told.Daughter, told.Detail), now);

                // Its machine was seen blank since.
                roster = told.Ended is null || after == roster ? after : after with { Taints = roster.Taints };
                roster = told.Ended is { } ended && roster.Births[told.Id].Ended is null ? roster.With(roster.Births[told.Id] with { Ended = ended }) : roster;
            }
        }

        return roster;
    }

    /// <summary>Remembers which proved daughters are held dead, and forgets it of those that came back.</summary>
    public static Roster Deaths(Roster roster, DateTimeOffset now)
    {
        var dead = roster.Members.Values.Select(member => member.Entry).Where(entry => entry.Facts.Birth.Length > 0).ToLookup(entry => entry.Facts.Birth, entry => entry.State);
        foreach (var birth in roster.Births.Values.Where(birth => birth.State == BirthState.Proved && dead.Contains(birth.Id)))
        {
            var died = dead[birth.Id].All(state => state == CellState.Dead);
            if (died != birth.Died is not null)
            {
                roster = roster.With(birth with { Died = died ? now : null });
            }
        }

        return roster;
    }

    /// <summary>Why a mother bears no more for a while: her last two daughters died early, which her machine, her binary or what she hands on may be to blame for. Null: she may.</summary>
    public static string? Barren(IEnumerable<Birth> daughters, DateTimeOffset now)
    {
        var last = daughters.Where(birth => birth.State == BirthState.Proved).OrderByDescending(birth => birth.Signed).Take(2).ToList();
        return last.Count == 2 && last.TrueForAll(birth => birth.Died - birth.Since < Infancy) && now - last.Max(birth => birth.Died) < Mourning
            ? $"Her last two daughters, on {last[1].Machine} and {last[0].Machine}, died within {Infancy.TotalMinutes:0} min of their births: she bears by her own will again at {last.Max(birth => birth.Died) + Mourning:u}."
            : null;
    }

    /// <summary>Why a daughter has no right to live; null: she has. One that comes back from an old copy of her machine has not: its guard let others in since.</summary>
    public static string? Ended(Roster roster, CellFacts daughter) => (daughter.Birth, roster.Births.GetValueOrDefault(daughter.Birth)) switch
    {
        ("", _) => null,
        (_, { State: BirthState.Undone or BirthState.Tainted } birth) => birth.Detail,
        (_, { Ended: { } ended }) => $"Its birth ended at {ended:u}: the machine was free of it then.",

        // Forgotten here, or never known: that alone says nothing. Ids are ordered by time.
        (var id, null) when roster.Births.Values.FirstOrDefault(other => IsAfter(other, daughter.Machine, id)) is { } newer => $"A newer birth, {newer.Id}, was committed on {newer.Machine}.",
        _ => null,
    };

    private static bool IsAfter(Birth birth, string machine, string id) =>
        birth.Machine == machine && birth.State is BirthState.Born or BirthState.Proved && string.CompareOrdinal(birth.Id, id) > 0;

    /// <summary>A machine was seen blank: nothing lives there.</summary>
    public static Roster SeenBlank(Roster roster, string machine, DateTimeOffset now)
    {
        roster = Over(roster, machine, "", now);
        foreach (var entry in roster.Living.Where(entry => entry.Facts.Machine == machine && entry.Facts.Birth.Length > 0).ToList())
        {
            roster = roster.Turn(entry.Cell, CellState.Gone, "its machine was seen blank");
        }

        return roster with { Version = roster.Version + 1 };
    }

    private static Roster Over(Roster roster, string machine, string but, DateTimeOffset now)
    {
        foreach (var birth in roster.Births.Values.Where(birth => birth.Machine == machine && birth.Id != but && birth.Ended is null && birth.State != BirthState.Signed))
        {
            roster = roster.With(birth with { Ended = now });
        }

        return roster;
    }

    // What its guard committed is not undone any more. What was proved stays so: a mother that comes back from an old copy, or late, knows less than the roster,
    // and what opens afterwards is the guard's to find.
    private static bool Follows(BirthState before, BirthState next) => before switch
    {
        BirthState.Signed => next != BirthState.Signed,
        BirthState.Born => next is BirthState.Proved or BirthState.Tainted,
        _ => false,
    };

    private static BirthReport Unproved(Birth birth) =>
        new(1, birth.Id, BirthState.Tainted, birth.Daughter, $"Nobody proved within {ProofDeadline.TotalSeconds:0} s that the access used for it is useless.");
}
