namespace Cell.Tissue;

/// <summary>Tells those who wait that there is something new. Thread-safe.</summary>
internal sealed class Bell
{
    private TaskCompletionSource next = New();

    /// <summary>Completes when it rings next: taken before one looks, it misses nothing.</summary>
    public Task Next => Volatile.Read(ref next).Task;

    public void Ring() => Interlocked.Exchange(ref next, New()).SetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
