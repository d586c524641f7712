using System.Text.Json;
using System.Text.Json.Serialization;
using Cell.Genome;
using Cell.Identity;

namespace Cell.Tissue;

/// <summary><c>GET /status</c> on the control socket.</summary>
/// <param name="Trouble">Why the roster may be old; "" when it is fresh.</param>
internal sealed record StatusAnswer(
    int V, string Organism, string Name, CellId Cell, CellFacts Facts, CellVitals Vitals, int GenomeVersion, DateTimeOffset GenomeExpires, string Trouble, RosterAnswer Roster)
{
    public Brake Brake { get; init; } = Brake.None;
    /// <summary>Certificates, genome and generations that come to their end, each with what to do.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary><c>GET /why</c>: what a cell measures of itself, and what it makes of it.</summary>
internal sealed record WhyAnswer(int V, CellId Cell, IReadOnlyList<SignRow> Signs, IReadOnlyList<VerdictRow> Verdicts, IReadOnlyDictionary<Role, Aggregate> Roles);

/// <param name="Class">"divisible": a daughter takes a part of it; "own": of this machine; "shared": of something that all use.</param>
/// <param name="Load">Raw / capacity, 0.5 is ideal; null: it cannot be measured, and <paramref name="WhyNot"/> says why.</param>
internal sealed record SignRow(string Name, string Unit, string Class, double? Raw, double? Capacity, double? Load, string WhyNot);

/// <param name="Since">Since when it decides so.</param>
internal sealed record VerdictRow(Role Role, DateTimeOffset Since, IReadOnlyList<string> Reasons);

/// <summary><c>POST /crawl</c>: seeds, as the operator wrote them.</summary>
internal sealed record CrawlOrder(int V, IReadOnlyList<string> Urls);

/// <param name="Faults">One for each URL that was not taken.</param>
internal sealed record CrawlReceipt(int V, int New, IReadOnlyList<string> Faults);

/// <summary><c>POST /divide</c>; answered by lines of <see cref="DivideProgress"/>.</summary>
/// <param name="Target">The pool entry's host, "" for the blank machine unused longest.</param>
internal sealed record DivideOrder(int V, string Target, Role Role);

/// <summary><c>POST /blank</c>: the operator prepared this machine anew and found no cell on it.</summary>
internal sealed record BlankMachine(int V, string Host);

/// <summary><c>POST /clear</c>: the operator trusts a cell again that this health cell holds in quarantine.</summary>
internal sealed record ClearOrder(int V, CellId Cell);

/// <summary><c>POST /die</c>: this cell ends in order.</summary>
/// <param name="Cell">The one that is asked: no other takes the order.</param>
internal sealed record DieOrder(int V, CellId Cell, string Reason);

/// <summary>One step's news; the last line has <paramref name="Done"/>.</summary>
/// <param name="Step">1 to 10, as in the design.</param>
/// <param name="Ms">Since the order.</param>
/// <param name="Exit">With Done: the exit code, 0 proved.</param>
internal sealed record DivideProgress(int V, int Step, string Name, string Detail, long Ms, bool Done, int Exit);

/// <summary><c>GET /search</c>, on the control socket and in public.</summary>
internal sealed record SearchResults(string Query, long Total, int Page, int PerPage, double Ms, IReadOnlyList<SearchResult> Results)
{
    /// <summary>What may have been meant, and finds more; null: nothing.</summary>
    public string? Suggestion { get; init; }
}

/// <param name="Snippet">Plain text.</param>
/// <param name="Marks">Where the words asked for stand in the snippet: start and length, in UTF-16 code units.</param>
/// <param name="Similar">How many others that say the same were left out for it.</param>
internal sealed record SearchResult(string Url, string Title, string Snippet, IReadOnlyList<Mark> Marks, double Score, int Similar);

internal sealed record Mark(int Start, int Length);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters =
[
    typeof(CamelCaseEnum<Role>), typeof(CamelCaseEnum<CellState>), typeof(CamelCaseEnum<BirthState>), typeof(CamelCaseEnum<TaintCause>), typeof(CamelCaseEnum<PowerState>), typeof(CamelCaseEnum<BrakeLevel>), typeof(CamelCaseEnum<ScopeAction>), typeof(CamelCaseEnum<StoreKind>),
])]
[JsonSerializable(typeof(StatusAnswer))]
[JsonSerializable(typeof(FrontierView))]
[JsonSerializable(typeof(ScopeOrder))]
[JsonSerializable(typeof(ScopeReceipt))]
[JsonSerializable(typeof(WhoamiAnswer))]
[JsonSerializable(typeof(WhyAnswer))]
[JsonSerializable(typeof(RenewalRequest))]
[JsonSerializable(typeof(RenewedIdentity))]
[JsonSerializable(typeof(HeldIdentity))]
[JsonSerializable(typeof(CrawlOrder))]
[JsonSerializable(typeof(CrawlReceipt))]
[JsonSerializable(typeof(DivideOrder))]
[JsonSerializable(typeof(DivideProgress))]
[JsonSerializable(typeof(BlankMachine))]
[JsonSerializable(typeof(ClearOrder))]
[JsonSerializable(typeof(DieOrder))]
[JsonSerializable(typeof(CheckOrder))]
[JsonSerializable(typeof(CheckRow))]
[JsonSerializable(typeof(TaintOrder))]
[JsonSerializable(typeof(SearchResults))]
[JsonSerializable(typeof(PaperMessage))]
[JsonSerializable(typeof(PaperVersion))]
[JsonSerializable(typeof(AuditPage))]
[JsonSerializable(typeof(StoreView))]
[JsonSerializable(typeof(StoreOrder))]
[JsonSerializable(typeof(SecretsHeld))]
[JsonSerializable(typeof(SecretsMessage))]
[JsonSerializable(typeof(Problem))]
internal sealed partial class ControlJson : JsonSerializerContext;
