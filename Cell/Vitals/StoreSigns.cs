using Cell.Storage;

namespace Cell.Vitals;

/// <summary>How the database that APIs share bears them. Shared signs: another daughter would make them worse.</summary>
internal static class StoreSigns
{
    /// <summary>All their names begin with it.</summary>
    public const string Name = "PostgreSQL";

    // So long a small question, and a batch of pages, take when there is no room left.
    private static readonly TimeSpan MostAnswer = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MostCommit = TimeSpan.FromSeconds(2);

    public static IEnumerable<Func<VitalSign>> Of(PostgresPulse pulse) =>
    [
        () => pulse.Faltering ? VitalSign.Of($"{Name} faults", "", SignClass.Shared, 1, 1) : VitalSign.Of($"{Name} answer", "ms", SignClass.Shared, pulse.Answer.TotalMilliseconds, MostAnswer.TotalMilliseconds),
        () => VitalSign.Of($"{Name} commit", "ms", SignClass.Shared, pulse.Commit.TotalMilliseconds, MostCommit.TotalMilliseconds),
        () => VitalSign.Of($"{Name} connections", "clients", SignClass.Shared, pulse.Connections.Used, pulse.Connections.Most),
    ];
}
