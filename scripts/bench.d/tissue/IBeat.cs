namespace Cell.Bench;

/// <summary>What one of the cells says each second.</summary>
internal interface IBeat : IDisposable
{
    Task OpenAsync(CancellationToken cancellation);

    /// <returns>Bytes of the answer.</returns>
    Task<int> BeatAsync(CancellationToken cancellation);
}
