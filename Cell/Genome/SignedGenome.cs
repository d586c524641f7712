using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
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

    /// <summary>Of the envelope: a birth's order carries it in base64, and is at most 1 MiB.</summary>
    public const int MostBytes = 700 * 1024;

    /// <summary>The newest time of issue that root's signature vouched for, of this genome or of one refused since.</summary>
    public DateTimeOffset NewestIssue { get; init; } = Issued;

    /// <summary>Why a clock that shows this time is not to be trusted; null: it may be.</summary>
    public string? ClockTrouble(DateTimeOffset now) => now + GenomeAdoption.Skew < NewestIssue
        ? $"The clock here ({now:u}) is behind the time at which a genome was signed ({NewestIssue:u}): no births until it is set right."
        : null;
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

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, AllowDuplicateProperties = false, MaxDepth = 8)]
[JsonSerializable(typeof(GenomePayload))]
internal sealed partial class GenomeJson : JsonSerializerContext
{
    /// <summary>Quotes as \" and not as six characters: cell.json has many.</summary>
    public static GenomeJson Shipped { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
