using System.Text.Json;
using System.Text.Json.Serialization;
using Cell.Genome;

namespace Cell.Tissue;

/// <summary><c>GET /data</c>: whether what an API keeps agrees with itself.</summary>
/// <param name="Pages">Stored, those that are gone included.</param>
/// <param name="Gone">Of them.</param>
/// <param name="Behind">Numbers of the log that the index has still to follow.</param>
/// <param name="Faults">The first ones.</param>
/// <param name="Further">Faults that are not named.</param>
internal sealed record DataReport(int V, long Pages, long Gone, long Behind, IReadOnlyList<DataFault> Faults, long Further);

/// <param name="OfIndex">It goes with a new index; else the pages themselves are damaged.</param>
internal sealed record DataFault(bool OfIndex, string What);

/// <summary>A line of the answer to <c>POST /data/index</c>: how far the new index is.</summary>
/// <param name="Done">It has taken the place of the old one.</param>
internal sealed record IndexProgress(int V, long Position, long Last, bool Done);

/// <summary><c>POST /data/restore</c> with pages; without any it asks whether they may come.</summary>
/// <param name="Merge">Also into a store that has pages: of each the later one stays.</param>
/// <param name="Batch">At most 16 MiB.</param>
internal sealed record RestoreOrder(int V, bool Merge, PageBatch Batch);

/// <param name="Pages">Stored now, but for those that are gone.</param>
internal sealed record RestoreReceipt(int V, long Pages);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(CamelCaseEnum<PageState>), typeof(CamelCaseEnum<ReferenceKind>)])]
[JsonSerializable(typeof(DataReport))]
[JsonSerializable(typeof(IndexProgress))]
[JsonSerializable(typeof(RestoreOrder))]
[JsonSerializable(typeof(RestoreReceipt))]
internal sealed partial class DataJson : JsonSerializerContext;
