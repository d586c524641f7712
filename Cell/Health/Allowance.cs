namespace Cell.Health;

/// <summary>How much of the audit log others may fill: what a sender repeats is written once in a while, and each has a measure, as have all together.</summary>
/// <param name="burst">So many at once.</param>
/// <param name="perMinute">And so many more a minute.</param>
internal sealed class Allowance(double burst, double perMinute, TimeProvider time)
{
    private const int MostSenders = 1000;
    private const double AllTogether = 10;
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(10);

    private readonly Dictionary<string, Measure> senders = new(StringComparer.Ordinal);
    private readonly Lock gate = new();
    private Measure all = new(burst * AllTogether, time.GetTimestamp(), "", time.GetTimestamp());

    private sealed record Measure(double Left, long At, string Last, long LastAt);

    /// <param name="by">Who is refused, or who tells.</param>
    /// <param name="what">The same as the last one counts once in ten minutes; "": always counts.</param>
    public bool Lets(string by, string what)
    {
        lock (gate)
        {
            if (senders.Count >= MostSenders)
            {
                senders.Clear();
            }

            var now = time.GetTimestamp();
            var sender = senders.GetValueOrDefault(by) ?? new Measure(burst, now, "", now);
            if (what.Length > 0 && what == sender.Last && time.GetElapsedTime(sender.LastAt, now) < Again)
            {
                return false;
            }

            var (own, common) = (Filled(sender, 1, now), Filled(all, AllTogether, now));
            if (own < 1 || common < 1)
            {
                return false;
            }

            senders[by] = new Measure(own - 1, now, what, now);
            all = all with { Left = common - 1, At = now };
            return true;
        }
    }

    private double Filled(Measure measure, double times, long now) =>
        Math.Min(burst * times, measure.Left + (time.GetElapsedTime(measure.At, now).TotalMinutes * perMinute * times));
}
