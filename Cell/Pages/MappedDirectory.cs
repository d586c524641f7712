using Lucene.Net.Store;

namespace Cell.Pages;

/// <summary>The files of an index, read where the kernel has mapped them.</summary>
/// <remarks>Lucene.NET's own does so too, but takes a safe handle for each byte, and keeps a weak reference to each clone, which every collection has to
/// look at (apache/lucenenet #1151, mended after 4.8.0-beta00017: with that this can go).</remarks>
internal sealed class MappedDirectory(string folder) : FSDirectory(new DirectoryInfo(folder), null)
{
    public override IndexInput OpenInput(string name, IOContext context)
    {
        EnsureOpen();
        return MappedInput.Of(Path.Combine(Directory.FullName, name));
    }

    public override IndexInputSlicer CreateSlicer(string name, IOContext context)
    {
        EnsureOpen();
        return new Slicer(MappedInput.Of(Path.Combine(Directory.FullName, name)));
    }

    /// <summary>The parts of a compound file.</summary>
    private sealed class Slicer(MappedInput whole) : IndexInputSlicer
    {
        public override IndexInput OpenSlice(string sliceDescription, long offset, long length) => whole.Slice(sliceDescription, offset, length);

        [Obsolete("Lucene.NET's own word: for indexes of its third version.")]
        public override IndexInput OpenFullSlice() => whole.Slice("all", 0, whole.Length);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                whole.Dispose();
            }
        }
    }
}
