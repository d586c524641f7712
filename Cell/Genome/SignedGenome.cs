using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cell.Genome;

/// <summary>The shipped form of the genome.</summary>
/// <param name="Version">From 1, higher with each signing.</param>
/// <param name="Binaries">By <c>uname -m</c>: x86_64, aarch64.</param>
/// <param name="Draft">The exact text of cell.json.</param>
/// <param name="Genes">That text, read.</param>
internal sealed record SignedGenome(
    int Version, DateTimeOffset Issued, DateTimeOffset Expires, OrganismId Organism, IReadOnlyDictionary<string, BinaryGene> Binaries, string Draft, Genes Genes)
{
    public const string PayloadType = "application/vnd.cell.genome+json";
}

/// <summary>An executable that may run as a cell.</summary>
/// <param name="Sha256">Lower-case hex.</param>
/// <param name="Signature">Armored SSHSIG in the namespace cell-binary.</param>
internal sealed record BinaryGene(string Sha256, string Signature)
{
    /// <summary>Of this executable, as <c>uname -m</c> names it.</summary>
    public static string Architecture { get; } = RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "aarch64" : "x86_64";
}

/// <summary>The payload as it is signed.</summary>
/// <param name="V">1.</param>
internal sealed record GenomePayload(
    int V, int Version, DateTimeOffset Issued, DateTimeOffset Expires, string Organism, IReadOnlyDictionary<string, BinaryGene> Binaries, string Draft);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(GenomePayload))]
internal sealed partial class GenomeJson : JsonSerializerContext;
