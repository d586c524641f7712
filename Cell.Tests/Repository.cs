namespace Cell;

/// <summary>The checkout that these tests were built from. (Source paths in a deterministic build are not those of the disk.)</summary>
internal static class Repository
{
    public static string Top { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string folder) => File.Exists(Path.Combine(folder, "Cell.sln"))
        ? folder
        : Find(Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("No folder above the tests holds Cell.sln."));
}
