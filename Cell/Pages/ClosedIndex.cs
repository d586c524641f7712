using System.Globalization;
using Lucene.Net.Index;
using Lucene.Net.Store;

namespace Cell.Pages;

/// <summary>An index that nobody writes, opened to look at.</summary>
internal sealed record ClosedIndex(MappedDirectory Directory, DirectoryReader Reader, long Position) : IDisposable
{
    /// <returns>Null: there is none yet, or it is of another database, and a start makes it anew.</returns>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static ClosedIndex? Open(string folder, Guid origin)
    {
        if (!System.IO.Directory.Exists(folder) || System.IO.Directory.GetFiles(folder, "segments*").Length == 0)
        {
            return null;
        }

        var directory = new MappedDirectory(folder);
        try
        {
            var reader = DirectoryReader.Open(directory);
            var marks = reader.IndexCommit.UserData;
            if (marks.TryGetValue(OpenIndex.LogKey, out var log) && log == origin.ToString("D"))
            {
                return new ClosedIndex(directory, reader, long.Parse(marks[OpenIndex.PositionKey], CultureInfo.InvariantCulture));
            }

            reader.Dispose();
        }
        catch (Exception fault) when (fault is not UnauthorizedAccessException)
        {
            // Lucene.NET says by many exceptions that it cannot read a file.
            directory.Dispose();
            throw new InvalidDataException($"The index cannot be read: {fault.Message}", fault);
        }

        directory.Dispose();
        return null;
    }

    public void Dispose()
    {
        Reader.Dispose();
        Directory.Dispose();
    }
}
