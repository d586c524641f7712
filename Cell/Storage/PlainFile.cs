using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Cell.Storage;

/// <summary>Reads a file in a folder that belongs to somebody who is not trusted: who reads it as root must not be led elsewhere, be kept waiting, or be filled up.</summary>
internal static partial class PlainFile
{
    private const int CloseOnExec = 0x80000;
    private const int NonBlocking = 0x800; // a pipe that nobody writes to would else be waited for
    private const int Directory = 0x10000;
    private const int NoFollow = 0x20000;

    // On 64-bit ARM two flags have other values.
    private static readonly bool IsArm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;
    private static readonly int FileFlags = CloseOnExec | NonBlocking | (IsArm ? 0x8000 : NoFollow);
    private static readonly int FolderFlags = CloseOnExec | (IsArm ? 0x4000 | 0x8000 : Directory | NoFollow);

    /// <param name="top">Where mistrust begins: neither it nor anything below may be a link.</param>
    /// <param name="path">Below it.</param>
    /// <returns>Null: it is not there, not a regular file of at most so many bytes, or behind a link.</returns>
    public static byte[]? Read(string top, string path, int most)
    {
        var steps = Path.GetRelativePath(top, path).Split(Path.DirectorySeparatorChar);
        var folder = OpenAt(-100, top, FolderFlags); // AT_FDCWD; top is absolute
        try
        {
            foreach (var step in steps[..^1])
            {
                using var above = folder;
                folder = above.IsInvalid ? above : OpenAt((int)above.DangerousGetHandle(), step, FolderFlags); // held by the using
            }

            if (folder.IsInvalid)
            {
                return null;
            }

            using var file = OpenAt((int)folder.DangerousGetHandle(), steps[^1], FileFlags); // disposed of below
            return file.IsInvalid ? null : Read(file, most);
        }
        finally
        {
            folder.Dispose();
        }
    }

    private static byte[]? Read(SafeFileHandle file, int most)
    {
        try
        {
            // Of a pipe, a socket or a device the length cannot be told.
            var length = RandomAccess.GetLength(file);
            if (length <= 0 || length > most)
            {
                return null;
            }

            var bytes = new byte[length];
            var read = 0;
            while (read < bytes.Length && RandomAccess.Read(file, bytes.AsSpan(read), read) is > 0 and var more)
            {
                read += more;
            }

            return bytes[..read];
        }
        catch (Exception fault) when (fault is IOException or NotSupportedException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle OpenAt(int folder, string path, int flags);
}
