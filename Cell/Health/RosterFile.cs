using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Cell.Genome;
using Cell.Tissue;

using Cell.Storage;

namespace Cell.Health;

/// <summary>Births and taints on disk, one JSON file, replaced as a whole. A file that cannot be read stops the start: an empty ledger would allow births that it forbids.</summary>
internal sealed class RosterFile(string path)
{
    private const int KeptBirths = 10_000;

    public Roster Read()
    {
        if (AtomicFile.ReadIfThere(path) is not { } bytes)
        {
            return Roster.Empty;
        }

        var kept = JsonSerializer.Deserialize(bytes, RosterJson.Default.KeptRoster) ?? throw new InvalidDataException($"{path} holds no roster.");
        return Roster.Empty with
        {
            Version = kept.Version,
            Births = kept.Births.ToImmutableDictionary(birth => birth.Id),
            Taints = kept.Taints.ToImmutableDictionary(taint => taint.Machine),
        };
    }

    public void Write(Roster roster)
    {
        var births = roster.Births.Values.OrderByDescending(birth => birth.Signed).Take(KeptBirths).ToList();
        var kept = new KeptRoster(1, roster.Version, births, [.. roster.Taints.Values]);
        AtomicFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(kept, RosterJson.Default.KeptRoster), UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}

/// <param name="V">1.</param>
internal sealed record KeptRoster(int V, long Version, IReadOnlyList<Birth> Births, IReadOnlyList<Taint> Taints);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true, Converters = [typeof(CamelCaseEnum<Role>), typeof(CamelCaseEnum<BirthState>)])]
[JsonSerializable(typeof(KeptRoster))]
internal sealed partial class RosterJson : JsonSerializerContext;
