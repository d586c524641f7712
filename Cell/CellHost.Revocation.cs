namespace Cell;

/// <summary>What the cell does when the list of revocations changes.</summary>
internal sealed partial class CellHost
{
    private const int Revoked = 4;

    // Cancelled when the work is to stop, whether or not the process ends with it.
    private readonly CancellationTokenSource work = new();
    private string? forbidden;

    private void AddRevocations()
    {
        settings.Papers.Revocations.Changed += Judge;

        // What came between the reading of the identity and now.
        Judge();
    }

    // Of a born cell the process waits idle for its guard: End says why.
    private void Judge()
    {
        links.CutRevoked();
        if (settings.Papers.Revocations.Now.Strikes(settings.Self.Credentials.Identity) is { } reason && Interlocked.CompareExchange(ref forbidden, reason, null) is null)
        {
            work.Cancel();
            End($"{reason}.", Revoked);
        }
    }
}
