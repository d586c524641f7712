using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Cell.Genome;
using Cell.Storage;
using Cell.Tissue;

namespace Cell.Health;

/// <summary>Births, taints and quarantines on disk, one JSON file, replaced as a whole. A file that cannot be read stops the start: an empty ledger would allow births that it forbids.</summary>
internal sealed class RosterFile(string path)
{
    private const int KeptBirths = 10_000;

    /// <exception cref="IOException">It cannot be read: says what to do.</exception>
    public Roster Read()
    {
        if (AtomicFile.ReadIfThere(path) is not { } bytes)
        {
            return Roster.Empty;
        }

        try
        {
            var kept = Message.Read(bytes, RosterJson.Default.KeptRoster);
            return Roster.Empty with
            {
                Version = kept.Version,
                Births = kept.Births.ToImmutableDictionary(birth => birth.Id),
                Taints = kept.Taints.ToImmutableDictionary(taint => taint.Machine),
                Quarantines = (kept.Quarantines ?? []).ToImmutableDictionary(one => one.Cell),
                Begun = kept.Begun,
                Wakings = (kept.Wakings ?? []).ToImmutableDictionary(one => one.Machine),
                Clearances = (kept.Clearances ?? []).ToImmutableDictionary(one => one.Machine),
                Powers = (kept.Powers ?? []).ToImmutableDictionary(one => one.Machine),
                Uses = [.. kept.Uses ?? []],
            };
        }
        catch (Exception fault) when (fault is JsonException or ArgumentException)
        {
            throw new IOException(
                $"{path} is no list of births and tainted machines: {fault.Message} Put a copy of it back; without one move it away when no birth is under way, and look at each machine with `cell pool add` before it is used again.",
                fault);
        }
    }

    public void Write(Roster roster)
    {
        var newest = roster.Births.Values.OrderByDescending(birth => birth.Signed).ToList();

        // One that has not ended may have a living daughter, however long ago.
        var births = newest.Where((birth, at) => at < KeptBirths || birth.Ended is null).ToList();
        var kept = new KeptRoster(1, roster.Version, births, [.. roster.Taints.Values])
        {
            Quarantines = [.. roster.Quarantines.Values],
            Begun = newest.Count > KeptBirths ? newest[KeptBirths - 1].Signed : roster.Begun,
            Wakings = [.. roster.Wakings.Values],
            Clearances = [.. roster.Clearances.Values],
            Powers = [.. roster.Powers.Values],
            Uses = roster.Uses,
        };
        AtomicFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(kept, RosterJson.Default.KeptRoster), UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}

/// <param name="V">1.</param>
internal sealed record KeptRoster(int V, long Version, IReadOnlyList<Birth> Births, IReadOnlyList<Taint> Taints)
{
    public IReadOnlyList<Quarantine>? Quarantines { get; init; }

    public DateTimeOffset? Begun { get; init; }

    public IReadOnlyList<Waking>? Wakings { get; init; }

    public IReadOnlyList<Clearance>? Clearances { get; init; }

    public IReadOnlyList<MachinePowerState>? Powers { get; init; }

    public IReadOnlyList<MachineUse>? Uses { get; init; }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true, Converters = [typeof(CamelCaseEnum<Role>), typeof(CamelCaseEnum<BirthState>), typeof(CamelCaseEnum<TaintCause>), typeof(CamelCaseEnum<PowerState>)])]
[JsonSerializable(typeof(KeptRoster))]
internal sealed partial class RosterJson : JsonSerializerContext;
