using System.Collections.Immutable;
using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;

namespace Cell.Health;

/// <summary>The versioned list of cells, births and taints that a health cell keeps. Immutable; transitions are pure.</summary>
internal sealed record Roster(
    long Version,
    ImmutableDictionary<CellId, Member> Members,
    ImmutableDictionary<string, Birth> Births,
    ImmutableDictionary<string, Taint> Taints)
{
    public static readonly Roster Empty = new(
        0, ImmutableDictionary<CellId, Member>.Empty, ImmutableDictionary<string, Birth>.Empty, ImmutableDictionary<string, Taint>.Empty);

    /// <summary>Whom this health cell trusts no more.</summary>
    public ImmutableDictionary<CellId, Quarantine> Quarantines { get; init; } = ImmutableDictionary<CellId, Quarantine>.Empty;

    /// <summary>By machine: when it was last found well.</summary>
    public ImmutableDictionary<string, Clearance> Clearances { get; init; } = ImmutableDictionary<string, Clearance>.Empty;

    /// <summary>By machine: what is being switched on, and for whom.</summary>
    public ImmutableDictionary<string, Waking> Wakings { get; init; } = ImmutableDictionary<string, Waking>.Empty;

    /// <summary>By machine that can be switched, once it was seen.</summary>
    public ImmutableDictionary<string, MachinePowerState> Powers { get; init; } = ImmutableDictionary<string, MachinePowerState>.Empty;

    /// <summary>By machine: folders left by cells that ended there, as the last look of this process saw them.</summary>
    public ImmutableDictionary<string, int> Relics { get; init; } = ImmutableDictionary<string, int>.Empty;

    /// <summary>Since when too many are silent, unexplained, on the keeper's clock: no growth, and nobody of them is held dead. Null: it is not so.</summary>
    public TimeSpan? Frozen { get; init; }

    /// <summary>Machine hours of these days that no birth accounts for.</summary>
    public ImmutableList<MachineUse> Uses { get; init; } = [];

    /// <summary>Since when every ticket that was signed here is kept; null: not known yet.</summary>
    public DateTimeOffset? Begun { get; init; }

    /// <summary>Who holds an older version than this gets the whole roster: changes since then may be forgotten.</summary>
    public long Oldest { get; init; }

    // Every entry by the version of its last change, and those of APIs and health cells: ten thousand cells ask each second what is new.
    private ImmutableSortedSet<(long Version, CellId Cell)> Changed { get; init; } = [];

    private ImmutableSortedSet<(long Version, CellId Cell)> ServersChanged { get; init; } = [];

    // Who lives where.
    private ImmutableDictionary<(string Machine, int Slot), CellId> Places { get; init; } = ImmutableDictionary<(string, int), CellId>.Empty;

    /// <summary>As a keeper starts with it. Its versions are above all earlier ones: what was changed and not written down is not missed by anybody.</summary>
    public Roster Anew(DateTimeOffset now)
    {
        var first = Math.Max(Version + 1, now.ToUnixTimeMilliseconds());
        return this with
        {
            Version = first,
            Oldest = first,
            Begun = Begun ?? now,

            // Its mothers could not ask it meanwhile.
            Wakings = Wakings.SetItems(Wakings.Values.Select(waking => KeyValuePair.Create(waking.Machine, waking with { On = false, Asked = now }))),
        };
    }

    public bool IsLiving(CellId cell) => Members.TryGetValue(cell, out var member) && IsLiving(member.Entry);

    public static bool IsLiving(RosterEntry entry) => entry.State is CellState.Newborn or CellState.Alive or CellState.Suspect;

    /// <summary>A founder cell that is held dead by its silence alone, and no other one came in its place: behind a cut it may live.</summary>
    public bool MayLive(Member member) =>
        member is { Struck: false, Entry: { State: CellState.Dead, Ended: false, Facts: { Birth.Length: 0 } facts } } && Holder(facts.Machine, facts.Slot) is null;

    /// <summary>In no order.</summary>
    public IEnumerable<RosterEntry> Living => Members.Values.Select(member => member.Entry).Where(IsLiving);

    public int LivingCount => Places.Count;

    /// <summary>In no order. APIs and health cells are few among ten thousand, and known without a look at all.</summary>
    public IEnumerable<RosterEntry> LivingOf(Role role) => (role == Role.Crawler ? Living : ServersSince(0).Where(IsLiving)).Where(entry => entry.Facts.Roles.Contains(role));

    /// <summary>In the order of their changes.</summary>
    public IEnumerable<RosterEntry> Since(long version) => Since(Changed, version);

    /// <summary>Of APIs and health cells.</summary>
    public IEnumerable<RosterEntry> ServersSince(long version) => Since(ServersChanged, version);

    public static bool Serves(CellFacts facts) => facts.Roles.Any(role => role is Role.Api or Role.Health);

    private IEnumerable<RosterEntry> Since(ImmutableSortedSet<(long Version, CellId Cell)> changed, long version)
    {
        var first = changed.IndexOf((version + 1, default));
        for (var at = first < 0 ? ~first : first; at < changed.Count; at++)
        {
            yield return Members[changed[at].Cell].Entry;
        }
    }

    /// <summary>The living cell of a machine's slot; null: there is none.</summary>
    public CellId? Holder(string machine, int slot) => Places.TryGetValue((machine, slot), out var cell) ? cell : null;

    /// <summary>Puts the entry in with the next version if its state, facts or obedience are new, else only its vitals.</summary>
    public Roster With(Member member)
    {
        var known = Members.GetValueOrDefault(member.Entry.Cell)?.Entry;
        var same = known is not null && known.State == member.Entry.State && known.Incarnation == member.Entry.Incarnation && known.BrakeVersion == member.Entry.BrakeVersion
            && known.Facts.IsSame(member.Entry.Facts);
        var version = same ? Version : Version + 1;
        var entry = member.Entry with { Version = same ? known!.Version : version };
        var members = Members.SetItem(entry.Cell, member with { Entry = entry });
        return same ? this with { Members = members } : this with
        {
            Version = version,
            Members = members,
            Changed = Moved(Changed, known, entry),
            ServersChanged = Serves(entry.Facts) ? Moved(ServersChanged, known, entry) : ServersChanged,
            Places = Placed(entry),
        };
    }

    private static ImmutableSortedSet<(long Version, CellId Cell)> Moved(ImmutableSortedSet<(long Version, CellId Cell)> changed, RosterEntry? known, RosterEntry entry) =>
        (known is null ? changed : changed.Remove((known.Version, known.Cell))).Add((entry.Version, entry.Cell));

    private ImmutableDictionary<(string Machine, int Slot), CellId> Placed(RosterEntry entry)
    {
        var place = (entry.Facts.Machine, entry.Facts.Slot);
        return IsLiving(entry) ? Places.SetItem(place, entry.Cell)
            : Places.TryGetValue(place, out var holder) && holder == entry.Cell ? Places.Remove(place)
            : Places;
    }

    public Roster Turn(CellId cell, CellState state, string reason)
    {
        var member = Members[cell];
        return With(member with { Entry = member.Entry with { State = state, Reason = reason, Ended = state == CellState.Dead && member.Closed is not null } });
    }

    /// <summary>Forgets a cell; who has not heard of its end gets the whole roster.</summary>
    public Roster Without(CellId cell) => this with
    {
        Members = Members.Remove(cell),
        Changed = Changed.Remove((Members[cell].Entry.Version, cell)),
        ServersChanged = ServersChanged.Remove((Members[cell].Entry.Version, cell)),
        Oldest = Math.Max(Oldest, Members[cell].Entry.Version),
    };

    public Roster With(Birth birth) => this with { Births = Births.SetItem(birth.Id, birth) };

    public Roster With(Taint taint) => this with { Version = Version + 1, Taints = Taints.SetItem(taint.Machine, taint) };
}
