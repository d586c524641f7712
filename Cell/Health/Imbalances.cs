using System.Globalization;
using Cell.Genome;
using Cell.Homeostasis;
using Cell.Tissue;

namespace Cell.Health;

/// <summary>What keeps the organism from balancing itself, and a person should know of. Pure.</summary>
internal static class Imbalances
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static IEnumerable<Condition> Of(IReadOnlyDictionary<Role, Aggregate> roles) =>
        Bottlenecks(roles.Values).Concat(roles.OrderBy(role => role.Key).SelectMany(role => Of(role.Key.ToString().ToLowerInvariant(), role.Value)));

    // Roles may share it too: it is told once.
    private static IEnumerable<Condition> Bottlenecks(IEnumerable<Aggregate> roles) => roles
        .Select(role => role.Shared).OfType<SharedLoad>().Where(shared => shared.Load > Terms.Veto)
        .GroupBy(shared => shared.Name, shared => shared.Load, StringComparer.Ordinal)
        .Select(one => new Condition($"bottleneck {one.Key}", string.Create(
            CultureInfo.InvariantCulture, $"{one.Key} is outgrown (load {one.Max():0.00}, {Terms.Veto:0.0} is the most): more cells would not help, and none is born for growth."), Patience));

    private static IEnumerable<Condition> Of(string role, Aggregate sum)
    {
        if (sum.Inhibited is { } reason)
        {
            yield return new Condition($"inhibited {role}", $"The last births of {role} cells did not help: {reason}.", TimeSpan.Zero);
        }

        if (Replacements.AreVain(sum.Slow, sum.Cells))
        {
            yield return new Condition($"slow {role}", $"{sum.Slow} of {sum.Cells} {role} cells became slow at once: that is no matter of single machines, and nobody is replaced.", Patience);
        }

        if (Replacements.AreVain(sum.Faulty, sum.Cells))
        {
            yield return new Condition($"faults {role}", $"{sum.Faulty} of {sum.Cells} {role} cells fail at much of their work, and none of them by others' fault: that is no matter of single machines, and nobody is replaced.", Patience);
        }
    }
}
