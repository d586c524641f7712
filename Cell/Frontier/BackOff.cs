namespace Cell.Frontier;

/// <summary>How long a failed URL waits: three times as long after each failure, capped, with up to a fifth of jitter.</summary>
internal static class BackOff
{
    public static TimeSpan After(int failures, TimeSpan first, TimeSpan most)
    {
        var wait = first * Math.Pow(3, Math.Min(failures, 20));
        return (wait < most ? wait : most) * (1 + (Random.Shared.NextDouble() / 5));
    }
}
