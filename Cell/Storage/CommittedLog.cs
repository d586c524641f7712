using Microsoft.Win32.SafeHandles;

namespace Cell.Storage;

/// <summary>A database's log file, as its writer must find it before he may answer: as long as was committed, and on disk.</summary>
/// <param name="synchronise">Puts on disk what the file has.</param>
internal sealed class CommittedLog(string path, TimeProvider time, Action<SafeFileHandle> synchronise) : IDisposable
{
    /// <summary>A disk that takes no write for so long takes none.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(1);

    private readonly SafeFileHandle file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    public CommittedLog(string path, TimeProvider time)
        : this(path, time, RandomAccess.FlushToDisk)
    {
    }

    /// <exception cref="IOException">It does not come to that length, or cannot be synchronised.</exception>
    public async Task ReachAsync(long length)
    {
        if (RandomAccess.GetLength(file) < length)
        {
            await WaitAsync(length);
        }

        synchronise(file);
    }

    /// <summary>Until it has that length, or so long.</summary>
    public void Await(long length, TimeSpan most) => SpinWait.SpinUntil(() => RandomAccess.GetLength(file) >= length, most);

    public void Dispose() => file.Dispose();

    private async Task WaitAsync(long length)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        while (RandomAccess.GetLength(file) < length)
        {
            if (patience.IsCancellationRequested)
            {
                throw new IOException($"{path} did not come to {length} bytes within {Patience.TotalSeconds:0} s: the disk takes no writes.");
            }

            await Task.Delay(Look, time, CancellationToken.None);
        }
    }
}
