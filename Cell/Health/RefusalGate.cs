namespace Cell.Health;

/// <summary>How much of the audit log refusals and the words of other cells may fill: what is repeated is written once in a while, and each sender has a measure.</summary>
internal sealed class RefusalGate(TimeProvider time)
{
    private const int MostSenders = 1000;
    private const double Burst = 20;
    private const double AllTogether = 200;
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(10);

    private readonly Dictionary<string, Measure> senders = new(StringComparer.Ordinal);
    private readonly Lock gate = new();
    private Measure all = new(AllTogether, time.GetTimestamp(), "", time.GetTimestamp());

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
            var sender = senders.GetValueOrDefault(by) ?? new Measure(Burst, now, "", now);
            if (what.Length > 0 && what == sender.Last && time.GetElapsedTime(sender.LastAt, now) < Again)
            {
                return false;
            }

            var (own, common) = (Filled(sender, Burst, 1, now), Filled(all, AllTogether, 20, now));
            if (own < 1 || common < 1)
            {
                return false;
            }

            senders[by] = new Measure(own - 1, now, what, now);
            all = all with { Left = common - 1, At = now };
            return true;
        }
    }

    private double Filled(Measure measure, double most, double perMinute, long now) =>
        Math.Min(most, measure.Left + (time.GetElapsedTime(measure.At, now) / Every * perMinute));
}
