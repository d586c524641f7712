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

    public IEnumerable<RosterEntry> Living => Members.Values.Select(member => member.Entry).Where(IsLiving).OrderBy(entry => entry.Cell);

    public IReadOnlyList<RosterEntry> Since(long version) => [.. Members.Values.Select(member => member.Entry).Where(entry => entry.Version > version).OrderBy(entry => entry.Version)];

    public IReadOnlyDictionary<Role, Aggregate> Aggregates => Enum.GetValues<Role>().ToDictionary(role => role, role =>
    {
        var cells = Living.Where(entry => entry.State != CellState.Newborn && entry.Facts.Roles.Contains(role)).ToList();
        return new Aggregate(
            cells.Count,
            cells.Sum(entry => entry.Vitals.Loads.GetValueOrDefault(role)),
            Births.Values.Count(birth => birth.Role == role && birth.State == BirthState.Signed),
            cells.Sum(entry => entry.Vitals.Rate));
    });

    /// <summary>Puts the entry in with the next version if its state, facts or obedience are new, else only its vitals.</summary>
    public Roster With(Member member)
    {
        var known = Members.GetValueOrDefault(member.Entry.Cell)?.Entry;
        var same = known is not null && known.State == member.Entry.State && known.Incarnation == member.Entry.Incarnation && known.BrakeVersion == member.Entry.BrakeVersion
            && known.Facts.IsSame(member.Entry.Facts);
        var version = same ? Version : Version + 1;
        var entry = member.Entry with { Version = same ? known!.Version : version };
        return this with { Version = version, Members = Members.SetItem(entry.Cell, member with { Entry = entry }) };
    }

    public Roster Turn(CellId cell, CellState state, string reason)
    {
        var member = Members[cell];
        return With(member with { Entry = member.Entry with { State = state, Reason = reason } });
    }

    /// <summary>Forgets a cell; who has not heard of its end gets the whole roster.</summary>
    public Roster Without(CellId cell) => this with { Members = Members.Remove(cell), Oldest = Math.Max(Oldest, Members[cell].Entry.Version) };

    public Roster With(Birth birth) => this with { Births = Births.SetItem(birth.Id, birth) };

    public Roster With(Taint taint) => this with { Version = Version + 1, Taints = Taints.SetItem(taint.Machine, taint) };
}
