using System.Text;
using Cell.Storage;

namespace Cell.Mitosis;

/// <summary>Folders of the operating system that a birth needs and may have to make: noted before, removed after, if they are empty.
/// A folder that was there before stays, empty or not.</summary>
internal static class MadeFolders
{
    private static readonly string[] Needed = ["/var/lib/private", $"{MachineFiles.Units}/multi-user.target.wants", $"{MachineFiles.Units}/timers.target.wants"];

    public static void Note(string note) => Note(note, Needed);

    internal static void Note(string note, IEnumerable<string> needed)
    {
        // What an interrupted birth had noted was made by it.
        var missing = Read(note).Concat(needed.Where(folder => !Directory.Exists(folder))).Distinct().ToList();
        if (missing.Count > 0)
        {
            AtomicFile.Write(note, Encoding.UTF8.GetBytes(string.Join('\n', missing)), AtomicFile.Private);
        }
    }

    public static void Remove(string note)
    {
        foreach (var folder in Read(note).Where(folder => Directory.Exists(folder) && Directory.GetFileSystemEntries(folder).Length == 0))
        {
            Directory.Delete(folder);
        }

        File.Delete(note);
    }

    private static string[] Read(string note) => AtomicFile.ReadIfThere(note) is { } bytes ? Encoding.UTF8.GetString(bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries) : [];
}
