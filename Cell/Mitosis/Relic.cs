using System.Text.Json;
using Cell.Genome;
using Cell.Storage;

namespace Cell.Mitosis;

/// <summary>What a relic is of: <c>facts.json</c> beside its files.</summary>
/// <param name="V">1.</param>
/// <param name="Birth">Of the cell whose it was; the folder's name.</param>
/// <param name="Reason">Of its end.</param>
internal sealed record RelicFacts(int V, string Organism, string Birth, Role Role, string Reason, DateTimeOffset Moved);

/// <summary>An API's pages may have no other copy: before its machine is made blank they are put aside, under <c>relic/&lt;birth&gt;/</c>, for the operator to collect.
/// Each part may be done twice.</summary>
internal static class Relic
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    // The database and what is committed to its log only. Index and frontier are built anew from the pages.
    public static readonly string[] Kept = ["pages.db", "pages-log.db"];

    /// <param name="data">The daemon's folder; no process of it runs any more.</param>
    /// <param name="relics">Where relics lie.</param>
    public static void Keep(string data, string relics, MachineState state)
    {
        if (state is not { Role: Role.Api, End.WasBorn: true } || !Guid.TryParse(state.Birth, out var birth))
        {
            return;
        }

        var relic = Path.Combine(relics, birth.ToString("D"));
        using var folder = NoFollow.Folder(data);
        foreach (var name in Kept)
        {
            using var file = NoFollow.File(folder, name);
            if (!file.IsInvalid && NoFollow.Look(file) is { IsRegular: true, Links: 1 })
            {
                Directory.CreateDirectory(relics, Private);
                Directory.CreateDirectory(relic, Private);
                NoFollow.Own(file, 0, 0);
                File.SetUnixFileMode(file, AtomicFile.Private);
                File.Move(Path.Combine(data, name), Path.Combine(relic, name), overwrite: true);
            }
        }

        if (Directory.Exists(relic))
        {
            AtomicFile.Synchronise(relic);
            AtomicFile.Synchronise(relics);
        }
    }

    /// <summary>Says whose it is; there may be no room for it until the rest of the cell is gone.</summary>
    public static void Describe(string relics, MachineState state, DateTimeOffset now)
    {
        var facts = Path.Combine(relics, state.Birth, "facts.json");
        if (Directory.Exists(Path.GetDirectoryName(facts)) && !File.Exists(facts))
        {
            AtomicFile.Write(facts, JsonSerializer.SerializeToUtf8Bytes(new RelicFacts(1, state.Organism, state.Birth, state.Role, state.Reason, now), MachineJson.Default.RelicFacts), AtomicFile.Private);
        }
    }
}
