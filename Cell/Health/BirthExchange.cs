using Cell.Tissue;

namespace Cell.Health;

/// <summary>Learns from the other health cells of births that it was not told of, and of tainted machines: when it meets one, and once in a while.</summary>
/// <param name="others">Those of other processes.</param>
internal sealed class BirthExchange(RosterKeeper keeper, Func<IReadOnlyList<(string Name, IKeeper Keeper)>> others, TimeProvider time)
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, long> asked = new(StringComparer.Ordinal);

    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Beat, time);
        do
        {
            foreach (var (name, other) in others().Where(other => !asked.TryGetValue(other.Name, out var at) || time.GetElapsedTime(at) > Again))
            {
                try
                {
                    keeper.Learn(await other.RosterAsync(stopping));
                    asked[name] = time.GetTimestamp();
                }
                catch (Exception fault) when (fault is TissueException or IOException)
                {
                    // It is asked again at the next beat.
                }
            }
        }
        while (await timer.WaitForNextTickAsync(stopping));
    }
}
