using System.Text.Json;
using System.Text.Json.Serialization;
using Cell.Genome;
using Cell.Identity;

namespace Cell.Tissue;

/// <summary>All that goes over the wire between cells: camelCase, enums as camelCase names, unknown fields ignored.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters =
[
    typeof(CamelCaseEnum<Role>), typeof(CamelCaseEnum<UrlState>), typeof(CamelCaseEnum<CellState>), typeof(CamelCaseEnum<BirthState>), typeof(CamelCaseEnum<TaintCause>), typeof(CamelCaseEnum<PowerState>), typeof(CamelCaseEnum<AuditKind>), typeof(CamelCaseEnum<PageState>), typeof(CamelCaseEnum<ReferenceKind>),
])]
[JsonSerializable(typeof(LeaseRequest))]
[JsonSerializable(typeof(LeaseAnswer))]
[JsonSerializable(typeof(Settlement))]
[JsonSerializable(typeof(SettleAnswer))]
[JsonSerializable(typeof(LinkBatch))]
[JsonSerializable(typeof(LinkAnswer))]
[JsonSerializable(typeof(OrderCopies))]
[JsonSerializable(typeof(PageBatch))]
[JsonSerializable(typeof(PageReceipt))]
[JsonSerializable(typeof(CrawledPage))]
[JsonSerializable(typeof(PageLog))]
[JsonSerializable(typeof(PageWish))]
[JsonSerializable(typeof(Heartbeat))]
[JsonSerializable(typeof(HeartbeatAnswer))]
[JsonSerializable(typeof(RosterAnswer))]
[JsonSerializable(typeof(TicketRequest))]
[JsonSerializable(typeof(TicketAnswer))]
[JsonSerializable(typeof(BirthReport))]
[JsonSerializable(typeof(SignedWill))]
[JsonSerializable(typeof(Bequest))]
[JsonSerializable(typeof(BequestAnswer))]
[JsonSerializable(typeof(Legacy))]
[JsonSerializable(typeof(PaperMessage))]
[JsonSerializable(typeof(PaperVersion))]
[JsonSerializable(typeof(AuditNote))]
[JsonSerializable(typeof(AuditHead))]
[JsonSerializable(typeof(WitnessRequest))]
[JsonSerializable(typeof(WitnessAnswer))]
[JsonSerializable(typeof(Ping))]
[JsonSerializable(typeof(Problem))]
internal sealed partial class TissueJson : JsonSerializerContext;
