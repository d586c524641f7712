namespace Cell.Storage;

/// <summary>How a broker answers, as this process sees it.</summary>
internal sealed class BrokerPulse(TimeProvider time)
{
    // A mean over about the last twenty batches.
    private const double Weight = 0.1;
    private static readonly TimeSpan Recent = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private double confirm;
    private long failed = long.MinValue;
    private string? fault;

    /// <summary>From a message to the broker's word that it is on its disks.</summary>
    public TimeSpan Confirm
    {
        get
        {
            lock (gate)
            {
                return TimeSpan.FromMilliseconds(confirm);
            }
        }
    }

    /// <summary>What failed within the last seconds; null: nothing did.</summary>
    public string? Fault
    {
        get
        {
            lock (gate)
            {
                return failed != long.MinValue && time.GetElapsedTime(failed) < Recent ? fault : null;
            }
        }
    }

    public void Confirmed(TimeSpan took)
    {
        lock (gate)
        {
            confirm = confirm == 0 ? took.TotalMilliseconds : confirm + (Weight * (took.TotalMilliseconds - confirm));
        }
    }

    public void Failed(string what)
    {
        lock (gate)
        {
            (failed, fault) = (time.GetTimestamp(), what);
        }
    }
}
