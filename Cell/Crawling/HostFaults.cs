namespace Cell.Crawling;

/// <summary>Requests of one lease that got no answer: after some in a row the host as a whole is held to be down, and is not waited for URL by URL.</summary>
internal sealed class HostFaults
{
    private const int Most = 3;
    private int unanswered;

    /// <summary>Why the host gives nothing now; "" when it does.</summary>
    public string Fault { get; private set; } = "";

    public bool IsDown => Fault.Length > 0;

    public void Answered() => Volatile.Write(ref unanswered, 0);

    public void Unanswered(string reason)
    {
        if (Interlocked.Increment(ref unanswered) >= Most)
        {
            Fault = reason;
        }
    }

    /// <summary>Nothing of it may be asked for.</summary>
    public void Closed(string reason) => Fault = reason;
}
