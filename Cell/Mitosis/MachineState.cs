using System.Text.Json;
using System.Text.Json.Serialization;
using Cell.Genome;
using Cell.Storage;
using Cell.Tissue;

namespace Cell.Mitosis;

/// <summary>How far a machine is. No state file: blank.</summary>
internal enum MachineStep
{
    /// <summary>An implant is at work; undone at the deadline.</summary>
    Claimed,
    /// <summary>The daughter was born: committed. The way in is being closed.</summary>
    Born,
    /// <summary>The pool key is out, the witness may show it.</summary>
    Proving,
    /// <summary>A cell lives here, and nobody can enter by the way it came.</summary>
    Occupied,
    /// <summary>On the way back to blank.</summary>
    Undoing,
}

/// <summary>The only truth about a machine: <c>/var/lib/cell-receptor/state.json</c>.</summary>
/// <param name="Birth">A UUID.</param>
/// <param name="BootId">Of the boot in which the deadline counts: another boot means that it has passed.</param>
/// <param name="DeadlineSeconds">On the uptime clock.</param>
/// <param name="KeysFile">The authorized_keys that holds the pool line.</param>
/// <param name="PoolLine">The receptor's line as it stood.</param>
/// <param name="WitnessLine">What stands there instead while the proof is open.</param>
/// <param name="Since">Uptime seconds of the last step.</param>
/// <param name="Reason">Why it is on its way back.</param>
internal sealed record MachineState(
    int V,
    MachineStep Step,
    string Organism,
    string Birth,
    string BootId,
    double DeadlineSeconds,
    string KeysFile,
    string PoolLine,
    string WitnessLine,
    double Since,
    string Reason)
{
    public required Role Role { get; init; }

    /// <summary>The pool entry's host.</summary>
    public required string Host { get; init; }

    /// <summary>The account that the pool enters by, and its number.</summary>
    public required string User { get; init; }

    public required int Owner { get; init; }

    /// <summary>Of the genome at the claim: no older one says what comes back.</summary>
    public required int GenomeVersion { get; init; }

    /// <summary>Where the pool line stood.</summary>
    public required IReadOnlyList<LinePlace> Places { get; init; }

    /// <summary>What the guard counts while a cell lives.</summary>
    public Vigil Vigil { get; init; } = Vigil.None;

    /// <summary>How the cell ends; null: it does not.</summary>
    public MachineEnd? End { get; init; }

    /// <summary>Null: blank.</summary>
    /// <exception cref="InvalidDataException">It cannot be read: such a machine is not blank.</exception>
    public static MachineState? Read(string path)
    {
        // Anything at all in its place, a folder too, is no blank machine.
        if (!Path.Exists(path))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), MachineJson.Default.MachineState) is { IsWhole: true } state
                ? state
                : throw new InvalidDataException($"{path} cannot be read: it lacks parts of a machine's state.");
        }
        catch (Exception fault) when (fault is JsonException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{path} cannot be read: {fault.Message}", fault);
        }
    }

    private bool IsWhole => V == 1
        && this is { Organism: not null, Birth: not null, BootId: not null, KeysFile: not null, PoolLine: not null, WitnessLine: not null, Reason: not null, Host: not null, User: not null, Places: not null, Vigil: not null }
        && Places.All(place => place is { End: not null }) && End is null or { Lines: not null };

    /// <summary>On disk when it comes back.</summary>
    /// <param name="before">What stands there; null: nothing.</param>
    public void Write(string path, MachineHand by, MachineStep? before)
    {
        MachineSteps.Require(by, before, Step);
        AtomicFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(this, MachineJson.Default.MachineState), AtomicFile.Private);
    }
}

/// <summary>What is known of a cell's end before anything of it is taken away.</summary>
/// <param name="WasBorn">It was committed; else the birth is undone, and the machine is to be as it was before.</param>
/// <param name="Lines">What lets the pool in again.</param>
/// <param name="PowerOff">The blank machine need not run.</param>
internal sealed record MachineEnd(bool WasBorn, IReadOnlyList<string> Lines, bool PowerOff);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, WriteIndented = true, Converters = [typeof(CamelCaseEnum<MachineStep>), typeof(CamelCaseEnum<Role>)], DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(MachineState))]
[JsonSerializable(typeof(RelicFacts))]
internal sealed partial class MachineJson : JsonSerializerContext;
