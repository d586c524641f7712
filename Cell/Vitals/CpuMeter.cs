namespace Cell.Vitals;

/// <summary>CPU of this process over about the last 5 s, as a share of the cores that it may use.</summary>
internal sealed class CpuMeter(TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(5);
    private (long At, TimeSpan Used) from = (time.GetTimestamp(), Environment.CpuUsage.TotalTime);
    private double? last;

    /// <summary>Null before the first full second.</summary>
    public double? Read()
    {
        var elapsed = time.GetElapsedTime(from.At);
        var used = Environment.CpuUsage.TotalTime;
        if (elapsed >= TimeSpan.FromSeconds(1))
        {
            last = (used - from.Used) / elapsed / CpuShare.Cores();
        }

        if (elapsed >= Window)
        {
            from = (time.GetTimestamp(), used);
        }

        return last;
    }
}
