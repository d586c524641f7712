using System.Text;
using Cell.Storage;
using Microsoft.Win32.SafeHandles;

namespace Cell.Mitosis;

/// <summary>A file in somebody's home that root edits: refused if any part of its path is a link or belongs to another, written as its owner has it.
/// Each part is judged by its open handle, so nothing can be put in its place meanwhile.</summary>
internal static class OwnedFile
{
    private const int Most = 1024 * 1024;

    // NFS, SMB, SMB2, CIFS, AFS, Coda, 9p, Ceph: root's word may not count there, and what is written may not be on a disk.
    private static readonly long[] Networks = [0x6969, 0x517B, 0xFE534D42, 0xFF534D42, 0x5346414F, 0x73757245, 0x01021997, 0x00C36400];

    // Kept as they are: the label of SELinux, and an access list.
    private static readonly string[] Attributes = ["security.selinux", "system.posix_acl_access"];

    /// <summary>Null: it may be edited; else why not. All but the last step is tried.</summary>
    /// <param name="owner">Numeric user of the account; what is root's is fine too, as it is for sshd.</param>
    public static string? Refusal(string path, int owner)
    {
        try
        {
            using var place = Place.Reach(path, owner);
            using var file = place.Open();
            var bytes = place.Read(file);
            try
            {
                place.WriteBeside(file, bytes);
            }
            finally
            {
                place.RemoveBeside();
            }

            return null;
        }
        catch (IOException fault)
        {
            return fault.Message;
        }
    }

    /// <summary>Edits it in one step: read, change, read again, rename. Owner, mode, label and access list stay.</summary>
    /// <exception cref="FileRefusedException">It must not be edited as it stands there.</exception>
    /// <exception cref="IOException">Somebody else changed it meanwhile, or the disk refused.</exception>
    public static void Edit(string path, int owner, Func<string, string> edit)
    {
        using var place = Place.Reach(path, owner);
        using var file = place.Open();
        var before = place.Read(file);
        var text = Encoding.Latin1.GetString(before);
        var after = edit(text);
        if (after == text)
        {
            // Left by an edit that was cut off.
            place.RemoveBeside();
            return;
        }

        try
        {
            place.WriteBeside(file, Encoding.Latin1.GetBytes(after));
            using var again = place.Open();
            if (NoFollow.Look(again).Inode != NoFollow.Look(file).Inode || !place.Read(again).AsSpan().SequenceEqual(before))
            {
                throw new IOException($"{path} was changed by somebody else at the same time");
            }

            place.Swap();
        }
        finally
        {
            place.RemoveBeside();
        }
    }

    /// <summary>The file's name in its open folder.</summary>
    private sealed class Place(SafeFileHandle folder, string path, int owner) : IDisposable
    {
        private readonly string name = Path.GetFileName(path);

        // Always the same one: an edit that was cut off leaves nothing that the next does not take away.
        private string Beside => $".{name}.cell";

        public static Place Reach(string path, int owner)
        {
            var steps = Path.GetFullPath(path).Split('/', StringSplitOptions.RemoveEmptyEntries);
            var at = "";
            var folder = NoFollow.Folder("/");
            foreach (var step in steps[..^1])
            {
                at = $"{at}/{step}";
                using var above = folder;
                folder = NoFollow.Folder(above, step);
                RequireOwner(Opened(folder, above, step, at), at, owner);
            }

            if (Networks.Contains(NoFollow.FileSystem(folder)))
            {
                folder.Dispose();
                throw new FileRefusedException($"{at} lies on a network file system");
            }

            return new Place(folder, path, owner);
        }

        public SafeFileHandle Open()
        {
            var file = NoFollow.File(folder, name);
            var facts = RequireOwner(Opened(file, folder, name, path), path, owner);
            var wrong = facts switch
            {
                { IsRegular: false } => "is no regular file",
                { Links: > 1 } => $"has {facts.Links} names (hard links)",
                { IsFixed: true } => "is marked immutable or append-only",
                _ => null,
            };
            if (wrong is not null)
            {
                file.Dispose();
                throw new FileRefusedException($"{path} {wrong}");
            }

            return file;
        }

        public byte[] Read(SafeFileHandle file) => RandomAccess.GetLength(file) == 0
            ? []
            : PlainFile.Read(file, Most) ?? throw new FileRefusedException($"{path} has more than {Most} bytes");

        public void WriteBeside(SafeFileHandle like, byte[] bytes)
        {
            RemoveBeside();
            using var next = NoFollow.Create(folder, Beside);
            RandomAccess.Write(next, bytes, 0);
            var facts = NoFollow.Look(like);
            NoFollow.Own(next, facts.User, facts.Group);
            File.SetUnixFileMode(next, File.GetUnixFileMode(like));
            foreach (var attribute in Attributes)
            {
                NoFollow.CopyAttribute(like, next, attribute);
            }

            RandomAccess.FlushToDisk(next);
        }

        public void RemoveBeside() => NoFollow.Remove(folder, Beside);

        public void Swap()
        {
            NoFollow.Rename(folder, Beside, name);
            NoFollow.Synchronise(folder);
        }

        public void Dispose() => folder.Dispose();

        private static SafeFileHandle Opened(SafeFileHandle part, SafeFileHandle above, string step, string at)
        {
            if (!part.IsInvalid)
            {
                return part;
            }

            var trouble = NoFollow.Trouble();
            throw new FileRefusedException(NoFollow.Stands(above, step) is { IsLink: true } ? $"{at} is a symbolic link" : $"{at} cannot be opened: {trouble}");
        }

        private static FileFacts RequireOwner(SafeFileHandle part, string at, int owner)
        {
            var facts = NoFollow.Look(part);
            if (facts.User == owner || facts.User == 0)
            {
                return facts;
            }

            part.Dispose();
            throw new FileRefusedException($"{at} belongs to user {facts.User}, not to {owner}");
        }
    }
}
