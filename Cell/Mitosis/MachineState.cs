using System.Text.Json;
using System.Text.Json.Serialization;
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

    private bool IsWhole => V == 1 && Organism is not null && Birth is not null && BootId is not null && KeysFile is not null && PoolLine is not null && WitnessLine is not null && Reason is not null;

    public void Write(string path) => AtomicFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(this, MachineJson.Default.MachineState), AtomicFile.Private);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true, Converters = [typeof(CamelCaseEnum<MachineStep>)])]
[JsonSerializable(typeof(MachineState))]
internal sealed partial class MachineJson : JsonSerializerContext;
