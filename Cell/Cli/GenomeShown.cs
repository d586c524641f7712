using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Serialization;
using Cell.Genome;
using Cell.Identity;
using Cell.Storage;
using Cell.Tissue;

namespace Cell.Cli;

/// <summary>A signed genome as people and machines read it: <c>cell genome show --json</c>.</summary>
/// <param name="From">The place of the cell that lives by it, or the file.</param>
/// <param name="Lives">False: from the file, no cell answered.</param>
/// <param name="Binaries">SHA-256 by architecture.</param>
/// <param name="Draft">The exact text that was signed.</param>
internal sealed record GenomeShown(
    int V, string From, bool Lives, string Organism, string Name, int Version, DateTimeOffset Issued, DateTimeOffset Expires, IReadOnlyDictionary<string, string> Binaries, int Machines, string Draft)
{
    /// <summary>What the operator's draft changes; null: not asked.</summary>
    public IReadOnlyList<GenesDifference>? Differences { get; init; }

    /// <param name="data">A cell's folder; null: any cell that is known, else the operator's file.</param>
    /// <exception cref="CommandFailure">There is none, or it is not good.</exception>
    public static async Task<GenomeShown> FindAsync(string? data, CancellationToken cancellation)
    {
        if (data is null && OperatorFolder.All().Count > 0)
        {
            var own = Organisms.Only();
            return await KnownCells.GenomeAsync(own, cancellation) is var (place, envelope)
                ? Of(place, true, envelope, own.Roots())
                : Of(own.Genome, false, AtomicFile.ReadIfThere(own.Genome) ?? throw new CommandFailure(ExitCode.InvalidGenome, $"{own.Genome} is missing: cell init --resign makes it."), own.Roots());
        }

        var folder = data is null ? DataFolder.Default() : new DataFolder(Path.GetFullPath(data));
        using var cell = ControlClient.OverSocket(folder.SocketForCommands());
        var genome = await cell.GetAsync("/genome", ControlJson.Default.PaperMessage, cancellation);
        return Of(folder.Path, true, genome.Envelope, new IdentityFolder(folder.Identity).Roots());
    }

    /// <exception cref="CommandFailure">The draft is not valid.</exception>
    public GenomeShown WithDraft(OperatorFolder folder) => Path.GetFileName(folder.Path) != Organism
        ? throw new CommandFailure(ExitCode.Refused, $"{folder.Path} is of another organism than {From}.")
        : this with { Differences = GenesDifference.Between(GenesReader.Read(Draft).Genes!, Organisms.Read(folder.Draft, File.ReadAllText(folder.Draft))) }; // it was judged just before

    public string Draw() => string.Create(CultureInfo.InvariantCulture, $"""
        Genome version {Version} of {Name} ({Organism}), {(Lives ? $"lived by at {From}" : $"from {From}: no cell answers")}
        Issued    {Issued:u}
        Expires   {Expires:u}
        Machines  {Machines}
        {string.Join('\n', Binaries.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"Binary    {pair.Key} sha256:{pair.Value}"))}
        """);

    public string DrawDifferences() => Differences is { Count: > 0 } some ? string.Join('\n', some.Select(Line)) : $"No key differs from version {Version}.";

    /// <summary>A difference, and when it counts.</summary>
    public static string Line(GenesDifference difference) => difference + difference.Adoption switch
    {
        Adoption.Restart => "  (counts from that cell's next start)",
        Adoption.Renewal => "  (counts for certificates that root signs from then on)",
        Adoption.Never => "  (living cells cannot adopt it)",
        _ => "",
    };

    private static GenomeShown Of(string from, bool lives, byte[] envelope, IReadOnlyList<X509Certificate2> roots)
    {
        var keys = roots.Select(root => root.PublicKey.ExportSubjectPublicKeyInfo()).ToList();
        return GenomeAdoption.Held(envelope, OrganismId.Of(keys[0]), keys) switch
        {
            GenomeVerdict.Adopted(var genome) => new GenomeShown(
                1, from, lives, genome.Organism.Value, genome.Genes.Organism.Name, genome.Version, genome.Issued, genome.Expires,
                genome.Binaries.ToDictionary(pair => pair.Key, pair => pair.Value.Sha256), genome.Genes.Pool.Machines.Count, genome.Draft),
            GenomeVerdict.Refused(var reason) => throw new CommandFailure(ExitCode.InvalidGenome, $"{from}: {reason}"),
            _ => throw new InvalidOperationException("What is held is good or refused."),
        };
    }
}

[JsonSourceGenerationOptions(
    System.Text.Json.JsonSerializerDefaults.Web, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(CamelCaseEnum<Adoption>)])]
[JsonSerializable(typeof(GenomeShown))]
internal sealed partial class GenomeShownJson : JsonSerializerContext;
