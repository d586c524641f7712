using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Cell.Storage;

/// <summary>Files that are replaced as a whole: after a crash at any moment the old or the new content stands there.</summary>
internal static partial class AtomicFile
{
    public const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public const UnixFileMode PrivateFolder = Private | UnixFileMode.UserExecute;

    /// <summary>Temporary file in the same folder, fsync, rename, fsync of the folder.</summary>
    public static void Write(string path, ReadOnlySpan<byte> bytes, UnixFileMode mode)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!; // a file's full path has a folder
        var temporary = Path.Combine(folder, $".{Path.GetFileName(path)}.{Path.GetRandomFileName()}");
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = mode, BufferSize = 0 };
            using (var file = new FileStream(temporary, options))
            {
                file.Write(bytes);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
            Synchronise(folder);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>As <see cref="Write"/>, but a file that holds these bytes already costs no write.</summary>
    public static void WriteIfOther(string path, ReadOnlySpan<byte> bytes, UnixFileMode mode)
    {
        if (ReadIfThere(path) is not { } held || !bytes.SequenceEqual(held))
        {
            Write(path, bytes, mode);
        }
    }

    /// <summary>Null when there is no such file.</summary>
    public static byte[]? ReadIfThere(string path) => File.Exists(path) ? File.ReadAllBytes(path) : null;

    // .NET opens no folders, so the call is made directly: a rename is durable only with its folder.
    public static void Synchronise(string folder)
    {
        using var handle = Open(folder, 0);
        if (handle.IsInvalid || FSync(handle) != 0)
        {
            throw new IOException($"{folder} could not be synchronised to disk (error {Marshal.GetLastPInvokeError()}).");
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(SafeFileHandle file);
}
