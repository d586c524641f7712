using Cell.Storage;

namespace Cell.Vitals;

/// <summary>How the broker that APIs share bears them. Shared signs: another daughter would make them worse.</summary>
internal static class QueueSigns
{
    /// <summary>All their names begin with it.</summary>
    public const string Name = "RabbitMQ";

    // So long a message waits for its confirmation when there is no room left.
    private static readonly TimeSpan MostConfirm = TimeSpan.FromSeconds(1);

    public static IEnumerable<Func<VitalSign>> Of(Broker broker) =>
    [
        () => broker.Silence is not null || broker.Blocked is not null || broker.Pulse.Fault is not null
            ? VitalSign.Of(broker.Blocked is null ? $"{Name} faults" : $"{Name} short of memory or disk", "", SignClass.Shared, 1, 1)
            : VitalSign.Of($"{Name} confirm", "ms", SignClass.Shared, broker.Pulse.Confirm.TotalMilliseconds, MostConfirm.TotalMilliseconds),
    ];
}
