using System.Formats.Tar;
using System.Security.Cryptography;
using Cell.Storage;

namespace Cell.Mitosis;

/// <summary>Takes a relic from the stream that a machine sends: files and folders only, below one folder, each fsynced, and each with the sum that the machine named before.</summary>
internal static class RelicTar
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>sha256sum's lines: hash, two spaces, "./path".</summary>
    public static IReadOnlyDictionary<string, string> Sums(string output) => output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split("  ./", 2)).Where(pair => pair.Length == 2).ToDictionary(pair => pair[1], pair => pair[0]);

    /// <param name="sums">By path.</param>
    /// <exception cref="InvalidDataException">Something else came than was named.</exception>
    public static async Task TakeAsync(Stream tar, string folder, IReadOnlyDictionary<string, string> sums, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder, Private);
        var missing = sums.Keys.ToHashSet(StringComparer.Ordinal);
        await using var reader = new TarReader(tar, leaveOpen: true);
        while (await reader.GetNextEntryAsync(copyData: false, cancellation) is { } entry)
        {
            var name = entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name;
            if (entry.EntryType == TarEntryType.Directory)
            {
                continue;
            }

            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile) || !missing.Remove(name) || name.Split('/').Any(part => part is "" or "." or ".."))
            {
                throw new InvalidDataException($"it sent \"{name}\", which it had not named as a file");
            }

            var path = Path.Combine(folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!, Private); // a path below the folder
            if (await WriteAsync(entry.DataStream ?? Stream.Null, path, cancellation) != sums[name])
            {
                throw new InvalidDataException($"{name} came otherwise than it lies there");
            }

            AtomicFile.Synchronise(Path.GetDirectoryName(path)!); // as above
        }

        if (missing.Count > 0)
        {
            throw new InvalidDataException($"{string.Join(", ", missing)} did not come");
        }

        AtomicFile.Synchronise(folder);
    }

    private static async Task<string> WriteAsync(Stream from, string path, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = AtomicFile.Private });
        var buffer = new byte[128 * 1024];
        int count;
        while ((count = await from.ReadAsync(buffer, cancellation)) > 0)
        {
            hash.AppendData(buffer, 0, count);
            await file.WriteAsync(buffer.AsMemory(0, count), cancellation);
        }

        file.Flush(flushToDisk: true);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
