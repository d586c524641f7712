namespace Cell.Simulation;

/// <summary>What was done and taken back within an hour: a birth by a leaving, a leaving by a birth.</summary>
internal static class Reversals
{
    private static readonly TimeSpan Window = TimeSpan.FromHours(1);

    public static int Of(IEnumerable<Happening> story)
    {
        var (births, leavings, taken) = (new Queue<TimeSpan>(), new Queue<TimeSpan>(), 0);
        foreach (var happening in story.Where(happening => happening.Kind is HappeningKind.Born or HappeningKind.Left))
        {
            var (own, other) = happening.Kind == HappeningKind.Born ? (births, leavings) : (leavings, births);
            while (other.TryPeek(out var old) && happening.At - old > Window)
            {
                other.Dequeue();
            }

            if (other.TryDequeue(out _))
            {
                taken++;
            }

            own.Enqueue(happening.At);
        }

        return taken;
    }
}
