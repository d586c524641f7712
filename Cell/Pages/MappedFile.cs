using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace Cell.Pages;

/// <summary>A file in memory for as long as anybody can read it. The collector unmaps it: who reads a clone of an input does not say when he has done, and
/// to read what is unmapped ends the process.</summary>
internal sealed unsafe class MappedFile
{
    // What was merged away keeps its room on the disk until it is unmapped.
    private const long MostLeft = 64 * 1024 * 1024;
    private static long left;

    // Null: the file is empty. Nobody else has it, so it is closed by its finalizer only.
    private readonly SafeMemoryMappedViewHandle? view;
    private readonly long length;

    private MappedFile(SafeMemoryMappedViewHandle? view, long length)
    {
        (this.view, this.length) = (view, length);
        if (view is not null)
        {
            byte* start = null;
            view.AcquirePointer(ref start);
            Start = start;
            view.ReleasePointer();
        }
    }

    /// <summary>Null when there is nothing in it.</summary>
    public byte* Start { get; }

    public long Length => view is null ? 0 : length;

    public static MappedFile Open(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        if (file.Length == 0)
        {
            return new MappedFile(null, 0);
        }

        using var mapped = MemoryMappedFile.CreateFromFile(file, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        return new MappedFile(mapped.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read).SafeMemoryMappedViewHandle, file.Length);
    }

    /// <summary>Nobody begins to read it any more.</summary>
    public static void Leave(MappedFile file)
    {
        if (Interlocked.Add(ref left, file.Length) > MostLeft)
        {
            Interlocked.Exchange(ref left, 0);
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);
        }
    }
}
