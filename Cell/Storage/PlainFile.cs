using Microsoft.Win32.SafeHandles;

namespace Cell.Storage;

/// <summary>Reads a file in a folder that belongs to somebody who is not trusted: who reads it as root must not be led elsewhere, be kept waiting, or be filled up.</summary>
internal static class PlainFile
{
    /// <param name="top">Where mistrust begins: neither it nor anything below may be a link.</param>
    /// <param name="path">Below it.</param>
    /// <returns>Null: it is not there, not a regular file of at most so many bytes, or behind a link.</returns>
    public static byte[]? Read(string top, string path, int most)
    {
        var steps = Path.GetRelativePath(top, path).Split(Path.DirectorySeparatorChar);
        var folder = NoFollow.Folder(top);
        try
        {
            foreach (var step in steps[..^1])
            {
                using var above = folder;
                folder = NoFollow.Folder(above, step);
            }

            if (folder.IsInvalid)
            {
                return null;
            }

            using var file = NoFollow.File(folder, steps[^1]);
            return file.IsInvalid ? null : Read(file, most);
        }
        finally
        {
            folder.Dispose();
        }
    }

    /// <summary>The same of an open file.</summary>
    public static byte[]? Read(SafeFileHandle file, int most)
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
}
