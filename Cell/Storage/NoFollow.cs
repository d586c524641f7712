using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Cell.Storage;

/// <summary>What an open file is.</summary>
/// <param name="Links">How many names it has.</param>
/// <param name="IsFixed">Marked immutable or append-only (chattr).</param>
internal readonly record struct FileFacts(int User, int Group, ulong Inode, int Links, bool IsRegular, bool IsFixed);

/// <summary>The few calls of the system by which root reaches a file in somebody else's folder: one name after the other, through no link,
/// and what was judged is the very thing that is used. A handle that is invalid says that it could not be.</summary>
internal static partial class NoFollow
{
    private const int CloseOnExec = 0x80000;
    private const int NonBlocking = 0x800; // a pipe that nobody writes to would else be waited for
    private const int WriteOnly = 1;
    private const int NewOnly = 0x40 | 0x80; // O_CREAT | O_EXCL
    private const int EmptyPath = 0x1000;
    private const int NoLink = 0x100;
    private const uint Basic = 0x7ff;
    private const int NoSuchFile = 2;
    private const int NoData = 61;
    private const int NotSupported = 95;

    // On 64-bit ARM two flags have other values.
    private static readonly bool IsArm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;
    private static readonly int LinkFlag = IsArm ? 0x8000 : 0x20000;
    private static readonly int FolderFlags = CloseOnExec | LinkFlag | (IsArm ? 0x4000 : 0x10000);

    /// <param name="path">Absolute; links above it are followed.</param>
    public static SafeFileHandle Folder(string path) => Open(path, FolderFlags);

    public static SafeFileHandle Folder(SafeFileHandle above, string name) => above.IsInvalid ? new SafeFileHandle() : OpenAt(above, name, FolderFlags, 0);

    /// <summary>To be read.</summary>
    public static SafeFileHandle File(SafeFileHandle folder, string name) => folder.IsInvalid ? new SafeFileHandle() : OpenAt(folder, name, CloseOnExec | NonBlocking | LinkFlag, 0);

    /// <summary>A new file, root's own.</summary>
    /// <exception cref="IOException">It is there, or the disk refuses.</exception>
    public static SafeFileHandle Create(SafeFileHandle folder, string name)
    {
        var file = OpenAt(folder, name, CloseOnExec | LinkFlag | WriteOnly | NewOnly, 0x180); // 0600
        return file.IsInvalid ? throw Fault($"{name} could not be made") : file;
    }

    /// <summary>A file that sshd would read, links followed as it does; to be read.</summary>
    public static SafeFileHandle Followed(string path) => Open(path, CloseOnExec | NonBlocking);

    public static FileFacts Look(SafeFileHandle file) => Facts(file, "", EmptyPath) is { } facts ? Read(facts) : throw Fault("an open file could not be looked at");

    /// <summary>What stands under the name: nothing, a link, or something else.</summary>
    public static (bool IsThere, bool IsLink) Stands(SafeFileHandle folder, string name) => Facts(folder, name, NoLink) is { } facts ? (true, Kind(facts) == 0xA000) : (false, false);

    /// <summary>Of which kind its file system is (statfs's f_type).</summary>
    public static long FileSystem(SafeFileHandle file)
    {
        Span<long> kind = stackalloc long[32];
        return FStatFs(file, kind) == 0 ? kind[0] : throw Fault("a file system could not be looked at");
    }

    public static void Own(SafeFileHandle file, int user, int group) => Must(FChOwn(file, (uint)user, (uint)group), "an owner could not be set");

    /// <summary>Gives a file the other one's extended attribute, if that has it.</summary>
    public static void CopyAttribute(SafeFileHandle from, SafeFileHandle to, string name)
    {
        Span<byte> value = stackalloc byte[4096];
        var length = FGetXAttr(from, name, value, value.Length);
        if (length >= 0)
        {
            Must(FSetXAttr(to, name, value[..(int)length], length, 0), $"{name} could not be set");
        }
        else if (Marshal.GetLastPInvokeError() is not (NoData or NotSupported))
        {
            throw Fault($"{name} could not be read");
        }
    }

    public static void Rename(SafeFileHandle folder, string from, string to) => Must(RenameAt(folder, from, folder, to), $"{from} could not be renamed");

    /// <summary>Removes the name, if it is there.</summary>
    public static void Remove(SafeFileHandle folder, string name)
    {
        if (UnlinkAt(folder, name, 0) != 0 && Marshal.GetLastPInvokeError() != NoSuchFile)
        {
            throw Fault($"{name} could not be removed");
        }
    }

    public static void Synchronise(SafeFileHandle file) => Must(FSync(file), "a folder could not be synchronised");

    /// <summary>What the last call failed with, in words.</summary>
    public static string Trouble() => Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError());

    private static IOException Fault(string what) => new($"{what}: {Trouble()}");

    private static void Must(int result, string what)
    {
        if (result != 0)
        {
            throw Fault(what);
        }
    }

    private static StatX? Facts(SafeFileHandle at, string name, int flags) => Stat(at, name, flags, Basic, out var facts) == 0 ? facts : null;

    private static int Kind(StatX facts) => facts.Mode & 0xF000;

    private static FileFacts Read(StatX facts) => new((int)facts.User, (int)facts.Group, facts.Inode, (int)facts.Links, Kind(facts) == 0x8000, (facts.Attributes & 0x30) != 0);

    // struct statx is the same on every architecture, struct stat is not.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct StatX
    {
        [FieldOffset(8)]
        public ulong Attributes;
        [FieldOffset(16)]
        public uint Links;
        [FieldOffset(20)]
        public uint User;
        [FieldOffset(24)]
        public uint Group;
        [FieldOffset(28)]
        public ushort Mode;
        [FieldOffset(32)]
        public ulong Inode;
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle OpenAt(SafeFileHandle folder, string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Stat(SafeFileHandle at, string path, int flags, uint mask, out StatX facts);

    [LibraryImport("libc", EntryPoint = "fstatfs", SetLastError = true)]
    private static partial int FStatFs(SafeFileHandle file, Span<long> facts);

    [LibraryImport("libc", EntryPoint = "fchown", SetLastError = true)]
    private static partial int FChOwn(SafeFileHandle file, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "fgetxattr", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint FGetXAttr(SafeFileHandle file, string name, Span<byte> value, nint size);

    [LibraryImport("libc", EntryPoint = "fsetxattr", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int FSetXAttr(SafeFileHandle file, string name, Span<byte> value, nint size, int flags);

    [LibraryImport("libc", EntryPoint = "renameat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameAt(SafeFileHandle fromFolder, string from, SafeFileHandle toFolder, string to);

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int UnlinkAt(SafeFileHandle folder, string name, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(SafeFileHandle file);
}
