namespace Cell.Storage;

/// <summary>Several files at once, all or nothing, also over a crash.</summary>
internal static class AtomicFolder
{
    private const string Next = ".next";
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>A folder that is there whole or not at all: it is filled under a hidden name beside its place.</summary>
    /// <param name="fill">Told the hidden path.</param>
    /// <exception cref="IOException">The folder is there already.</exception>
    public static async Task MakeAsync(string path, Func<string, Task> fill)
    {
        var parent = Path.GetDirectoryName(Path.GetFullPath(path))!; // a folder that is made has one above it
        Directory.CreateDirectory(parent, Private);
        var hidden = Path.Combine(parent, $".{Path.GetFileName(path)}.{Path.GetRandomFileName()}");
        Directory.CreateDirectory(hidden, Private);
        try
        {
            await fill(hidden);
            Directory.Move(hidden, path);
        }
        catch
        {
            Directory.Delete(hidden, recursive: true);
            throw;
        }

        AtomicFile.Synchronise(parent);
    }

    /// <summary>Replaces files of one folder together. What is committed is finished by <see cref="Finish"/>, which a reader calls first.</summary>
    public static void Replace(string folder, IReadOnlyDictionary<string, byte[]> files)
    {
        Finish(folder);
        var staged = Path.Combine(folder, $"{Next}.{Path.GetRandomFileName()}");
        Directory.CreateDirectory(staged, Private);
        try
        {
            foreach (var (name, bytes) in files)
            {
                AtomicFile.Write(Path.Combine(staged, name), bytes, AtomicFile.Private);
            }

            // The commit: from here on the new files are the true ones.
            Directory.Move(staged, Path.Combine(folder, Next));
        }
        catch
        {
            Directory.Delete(staged, recursive: true);
            throw;
        }

        AtomicFile.Synchronise(folder);
        Finish(folder);
    }

    /// <summary>Puts files in place that a crash left behind between their commit and that.</summary>
    public static void Finish(string folder)
    {
        var next = Path.Combine(folder, Next);
        if (!Directory.Exists(next))
        {
            return;
        }

        foreach (var file in Directory.GetFiles(next))
        {
            File.Move(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        }

        AtomicFile.Synchronise(folder);
        Directory.Delete(next, recursive: true);
    }
}
