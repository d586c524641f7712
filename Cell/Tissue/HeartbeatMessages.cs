using Cell.Genome;
using Cell.Identity;

namespace Cell.Tissue;

/// <summary>A cell's sign of life to each health cell, once a second: <c>POST /v1/heartbeat</c>.</summary>
/// <param name="Incarnation">Unix milliseconds of the process's start, or one more than an accusation: higher refutes (SWIM 4.2).</param>
/// <param name="Sequence">From 1 within the incarnation.</param>
/// <param name="Nonce">The nonce of the last answer of this health cell; "" at first. Two senders of one identity show themselves here.</param>
/// <param name="RosterVersion">The version held; the answer brings what changed since.</param>
internal sealed record Heartbeat(
    int V,
    CellId Cell,
    long Incarnation,
    long Sequence,
    string Nonce,
    long RosterVersion,
    int GenomeVersion,
    CellFacts Facts,
    CellVitals Vitals,
    bool Goodbye)
{
    /// <summary>The roster's version when the copy was begun that is held.</summary>
    public long RosterBegun { get; init; }

    public int RevocationVersion { get; init; }

    public int BrakeVersion { get; init; }

    /// <summary>SHA-256 of the executable that runs, lower-case hex; null while it is being computed.</summary>
    public string? Binary { get; init; }
}

/// <summary>What stays the same for the life of a process, but for a renewal of its certificate.</summary>
/// <param name="Machine">The pool entry's host.</param>
/// <param name="Slot">0 for born cells, 0 to 9 for founder cells.</param>
/// <param name="Mother">Null for founders and for what root bore.</param>
/// <param name="Birth">The birth's id, "" for founders.</param>
/// <param name="Serial">Of the certificate, hex.</param>
/// <param name="Public">"http://host:port", "" when it does not serve clients.</param>
/// <param name="Tissue">"https://host:port".</param>
internal sealed record CellFacts(
    IReadOnlyList<Role> Roles,
    string Machine,
    int Slot,
    CellId? Mother,
    int Generation,
    string Birth,
    string Serial,
    string Public,
    string Tissue,
    DateTimeOffset Started,
    DateTimeOffset CertificateEnds)
{
    public DateTimeOffset CertificateBegins { get; init; }

    /// <summary>The same cell under another certificate.</summary>
    public CellFacts Under(CellIdentity identity) =>
        this with { Generation = identity.Generation, Serial = identity.Serial, CertificateBegins = identity.Begins, CertificateEnds = identity.Ends };

    public bool IsSame(CellFacts other) => Roles.SequenceEqual(other.Roles) && this with { Roles = [] } == other with { Roles = [] };
}

/// <summary>What a cell measures of itself. Null: cannot be measured here.</summary>
/// <param name="Cpu">Cores used / cores allowed, over the last 5 s.</param>
/// <param name="Loads">Load a role: demand / capacity, 0.5 ideal, uncapped.</param>
/// <param name="Rate">Pages a second over the last 10 s: crawled, or for an API stored.</param>
/// <param name="Answers">Client answers a second over the last 10 s.</param>
/// <param name="Pages">Stored (API) or crawled since its start (crawler).</param>
/// <param name="Waiting">URLs due or leased, of the cell that runs the frontier.</param>
/// <param name="Dry">The frontier is at rest; null where there is none.</param>
internal sealed record CellVitals(
    double? Cpu,
    long? ResidentBytes,
    IReadOnlyDictionary<Role, double> Loads,
    double Rate,
    double Answers,
    long Pages,
    long? Waiting,
    bool? Dry)
{
    /// <summary>Of a health cell: the last entry of its audit log. Others remember it, so that a log that lost its end contradicts them.</summary>
    public AuditHead? Audit { get; init; }

    /// <summary>Of the cell that runs the frontier.</summary>
    public CrawlDemand? Demand { get; init; }

    /// <summary>Of an API cell: it has the pages that the others had half a minute ago, and finds them. Clients of another one would miss some. Null: no API cell.</summary>
    public bool? CaughtUp { get; init; }

    /// <summary>Clients a second that an API sent away, for there was no room; null: none.</summary>
    public double? TurnedAway { get; init; }

    /// <summary>Pages a second that a crawler could do, by what it does and how busy it is; null: not known.</summary>
    public double? Capacity { get; init; }

    /// <summary>Median of the last probes / the machine's baseline; null: not known.</summary>
    public double? Slowness { get; init; }

    /// <summary>The probe shows a slow machine, for however short: what shows in many at once is no matter of one machine.</summary>
    public bool Slow { get; init; }

    /// <summary>Share of the work of the last minute that failed by its own doing; null: not known.</summary>
    public double? Faults { get; init; }

    /// <summary>Its daughter has taken its place, because its machine is slow, or it fails there.</summary>
    public bool Replaced { get; init; }

    /// <summary>The worst of what this cell shares with others; null: it measures none.</summary>
    public SharedLoad? Shared { get; init; }

    /// <summary>What it would bear; null: nothing.</summary>
    public IReadOnlyList<Wish>? Wishes { get; init; }

    /// <summary>The birth in flight; null: none.</summary>
    public string? Pregnant { get; init; }

    /// <summary>It bears the cell that takes its place.</summary>
    public bool Replacing { get; init; }

    /// <summary>Why it must stay, however little there is to do; null: it may leave.</summary>
    public string? Needed { get; init; }
}

/// <param name="Replaces">The daughter would take the place of the mother, whose machine became slow or fails her.</param>
internal sealed record Wish(Role Role, bool Replaces)
{
    /// <summary>The role would move to the daughter: the mother's machine is for her other roles then.</summary>
    public bool Moves { get; init; }
}

/// <summary>Leave to end itself.</summary>
/// <param name="Yields">However much there is to do: its machine is needed more by another role.</param>
internal sealed record Departure(string Why, bool Yields);

/// <summary>What the frontier has for crawlers to do.</summary>
/// <param name="Rate">URLs a second that can be asked for: the sum over hosts of min(ready URLs / crawler.horizon, 1 / max(delay, answer time)), capped by crawler.pace.</param>
/// <param name="Hosts">Hosts to work on, with ready URLs or a lease: more crawlers than these find nothing to do.</param>
/// <param name="Held">Acknowledged pages whose links the frontier has not got yet.</param>
internal sealed record CrawlDemand(double Rate, int Hosts, long Held);

/// <param name="Accepted">False: <paramref name="Refusal"/> says why this cell does not belong.</param>
/// <param name="Nonce">To be echoed by the next heartbeat.</param>
/// <param name="Accused">The incarnation that is held dead; live ones answer with a higher one. Null: none.</param>
/// <param name="RosterVersion">The version that is held after these changes.</param>
/// <param name="Changes">Roster entries since the version held, at most a hundred, that concern the asking cell; removed cells as entries in state Dead or Gone.</param>
internal sealed record HeartbeatAnswer(
    int V,
    bool Accepted,
    string Refusal,
    string Nonce,
    long? Accused,
    int GenomeVersion,
    long RosterVersion,
    IReadOnlyList<RosterEntry> Changes,
    IReadOnlyDictionary<Role, Aggregate> Aggregates)
{
    public int RevocationVersion { get; init; }

    public int BrakeVersion { get; init; }

    /// <summary>Of the roster now: with less in <see cref="RosterVersion"/> the next answers bring more.</summary>
    public long RosterNewest { get; init; }

    /// <summary>The copy begins anew with these changes: what was held before is to be forgotten.</summary>
    public bool Whole { get; init; }

    /// <summary>All cells that this health cell holds in quarantine; null: none.</summary>
    public IReadOnlyList<Quarantine>? Quarantined { get; init; }

    /// <summary>To an heir of this health cell's will: which one counts now, by its Unix milliseconds; it reads it at <c>GET /v1/will</c>. Null: it is none.</summary>
    public long? Will { get; init; }

    /// <summary>Not null: this cell is to end itself, and why.</summary>
    public string? End { get; init; }

    /// <summary>Not null: this cell may ask for a ticket now.</summary>
    public Wish? Offer { get; init; }

    /// <summary>Not null: this cell may leave.</summary>
    public Departure? MayLeave { get; init; }

    /// <summary>To an API: up to eight others with room, in no order; null: there are none.</summary>
    public IReadOnlyList<Neighbour>? Siblings { get; init; }
}

/// <param name="Address">As clients reach it.</param>
internal sealed record Neighbour(CellId Cell, string Address, double Load);

/// <summary>A role in sum over its living cells.</summary>
/// <param name="Load">Sum of the loads that were said.</param>
/// <param name="Pending">Births under way.</param>
/// <param name="Rate">Throughput together, a second.</param>
internal sealed record Aggregate(int Cells, double Load, int Pending, double Rate)
{
    /// <summary>Living cells whose load is not known: none when it is asked who must be born, full when it is asked who may leave.</summary>
    public int Unmeasured { get; init; }

    /// <summary>Cells whose probe shows a slow machine.</summary>
    public int Slow { get; init; }

    /// <summary>Cells much of whose work fails by their own doing.</summary>
    public int Faulty { get; init; }

    /// <summary>Cells that are being replaced.</summary>
    public int Replacing { get; init; }

    /// <summary>More cells than that would have nothing to do; null: no bound is known.</summary>
    public int? Useful { get; init; }

    /// <summary>The highest mean of a shared sign over the cells that measure it; null: none does.</summary>
    public SharedLoad? Shared { get; init; }

    /// <summary>Why the role does not grow for a while; null: it may.</summary>
    public string? Inhibited { get; init; }
}

/// <summary>Load of something that all cells use.</summary>
internal sealed record SharedLoad(string Name, double Load);

internal enum CellState
{
    /// <summary>Born, its access not yet proved useless: no leases, no clients.</summary>
    Newborn,
    Alive,
    Suspect,
    Dead,
    /// <summary>Left by a goodbye, or was never committed.</summary>
    Gone,
}

/// <summary>One cell as the health cells know it.</summary>
/// <param name="Version">Of the roster when this entry last changed in state, facts or obedience.</param>
/// <param name="Reason">Why it is in this state.</param>
internal sealed record RosterEntry(CellId Cell, long Incarnation, CellState State, string Reason, long Version, CellFacts Facts, CellVitals Vitals)
{
    /// <summary>With Dead: its port was closed, so its process does nothing any more. One that is only silent may still work on what it holds.</summary>
    public bool Ended { get; init; }

    /// <summary>Key id of the root that its chain ends in; null: not heard yet.</summary>
    public string? Root { get; init; }

    /// <summary>The genome that it lives by, as its last heartbeat said to the keeper; 0: not said. Copies learn it with the next change of state.</summary>
    public int GenomeVersion { get; init; }

    /// <summary>The order of the brake that it obeys.</summary>
    public int BrakeVersion { get; init; }
}

/// <summary>A machine that must not be used until a person or a check cleared it.</summary>
internal sealed record Taint(string Machine, string Reason, DateTimeOffset Since)
{
    public TaintCause Cause { get; init; }
}

/// <summary>A machine was found well: taints from before that are over.</summary>
/// <param name="At">By any look at it.</param>
/// <param name="Checked">By an operator's check, which alone ends the taint of a slow machine; null: never.</param>
/// <param name="Said">By an operator's word, which alone ends the taint of a birth; null: never.</param>
internal sealed record Clearance(string Machine, DateTimeOffset At, DateTimeOffset? Checked, DateTimeOffset? Said);

/// <summary>Everything: <c>GET /v1/roster?since=0</c>.</summary>
internal sealed record RosterAnswer(int V, long Version, IReadOnlyList<RosterEntry> Cells, IReadOnlyList<Birth> Births, IReadOnlyList<Taint> Taints, IReadOnlyDictionary<Role, Aggregate> Aggregates)
{
    /// <summary>Null: none.</summary>
    public IReadOnlyList<Quarantine>? Quarantined { get; init; }

    /// <summary>Null: none.</summary>
    public IReadOnlyList<Waking>? Waking { get; init; }

    /// <summary>Of machines that can be switched; null: none was seen yet.</summary>
    public IReadOnlyList<MachinePowerState>? Power { get; init; }

    /// <summary>When machines were last found well; null: none was yet.</summary>
    public IReadOnlyList<Clearance>? Cleared { get; init; }

    /// <summary>By machine: folders left by cells that ended there; null: none was seen.</summary>
    public IReadOnlyDictionary<string, int>? Relics { get; init; }
}
