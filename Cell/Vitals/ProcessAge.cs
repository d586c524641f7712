namespace Cell.Vitals;

/// <summary>How long this process runs already.</summary>
internal static class ProcessAge
{
    public static TimeSpan Now(TimeProvider time) =>
        time.GetUtcNow() - new DateTimeOffset(System.Diagnostics.Process.GetCurrentProcess().StartTime.ToUniversalTime(), TimeSpan.Zero);
}
