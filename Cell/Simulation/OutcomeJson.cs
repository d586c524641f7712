using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cell.Simulation;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Outcome))]
[JsonSerializable(typeof(Replayed))]
internal sealed partial class OutcomeJson : JsonSerializerContext;
