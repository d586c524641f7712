using System.Text.Json;
using System.Text.Json.Serialization;
using Cell.Storage;

namespace Cell.Vitals;

/// <summary>The baseline of this machine, kept beside the cell's data: a daughter elsewhere takes her own.</summary>
internal static class ProbeFile
{
    /// <summary>Null: there is none, or none that can be read.</summary>
    public static ProbeBaseline? Read(string path)
    {
        try
        {
            return AtomicFile.ReadIfThere(path) is { } bytes && JsonSerializer.Deserialize(bytes, ProbeJson.Default.ProbeBaseline) is { Mean: > 0, Deviation: > 0 } baseline ? baseline : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static void Write(string path, ProbeBaseline baseline) => AtomicFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(baseline, ProbeJson.Default.ProbeBaseline), AtomicFile.Private);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ProbeBaseline))]
internal sealed partial class ProbeJson : JsonSerializerContext;
