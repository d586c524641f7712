using Cell.Genome;
using Cell.Homeostasis;
using Cell.Tissue;

namespace Cell.Simulation;

/// <summary>An organism's own history as a scenario: what was asked of a role, and which of its cells died; all else is up to the rules.</summary>
internal static class ReplayScenario
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(31);
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan UsualBirth = TimeSpan.FromSeconds(5);
    private const int UsualPool = 100;

    /// <summary>The roles whose load is told.</summary>
    public static IReadOnlyList<Role> Roles(History history) => [.. history.Events.Select(one => one.Load?.Role).OfType<Role>().Distinct().Order()];

    /// <param name="genes">Whose pool, population, limits and homeostasis are tried; null: as good as none.</param>
    /// <returns>Null: nothing tells what that role had to do.</returns>
    public static Scenario? Of(History history, Role role, Genes? genes)
    {
        var end = history.Events.Count == 0 ? default : history.Events[^1].At;
        var told = history.Events.Where(one => one.Load?.Role == role && end - one.At <= Longest).ToList();
        if (told.Count == 0)
        {
            return null;
        }

        var begin = told[0].At;
        var cells = Math.Max(1, told[0].Load!.Cells); // filtered above
        var pool = Math.Max(cells, genes?.Pool.Machines.Count ?? Math.Max(UsualPool, told.Max(one => one.Load!.Cells))); // as above
        return new Scenario
        {
            Name = $"its {role.ToString().ToLowerInvariant()} cells by the rules",
            Role = role,
            Duration = end - begin > Shortest ? end - begin : Shortest,
            Seed = 1,
            Cells = cells,
            Pool = pool,
            Reserve = genes?.Pool.Reserve ?? 0,
            Keepers = 1,
            Population = genes?.Population[role] ?? new Population(1, pool),
            Limits = genes?.Limits ?? new LimitGenes(pool, 64, 100_000, 1_000_000),
            Terms = genes is null ? Terms.Usual : Terms.Of(genes.Homeostasis),
            Body = new Body(1, Birth(history.Events), 0.2, 0, genes is { Pool.Machines: [_, ..] machines } ? machines.Average(machine => machine.PricePerHour) : 0),
            Beats = new Beats(TimeSpan.Zero, 0),
            Noise = 0.05,
            Load = new LoadCurve([.. told.Select(one => new LoadPoint(one.At - begin, one.Load!.Demand, false))], 0, TimeSpan.FromDays(1)), // as above
            Hosts = null,
            Bottleneck = null,
            Incidents = [.. history.Events.Where(one => one.Kind == EventKind.Dead && one.At > begin && IsOf(one, role)).Select(one => new Incident(one.At - begin, Mishap.Kill, 0, 1, TimeSpan.Zero))],
            Policy = new PolicyChoice(PolicyKind.Cell, 0, []),
        };
    }

    // crawler+health of generation 1: held dead …
    private static bool IsOf(OrganismEvent one, Role role) => one.What.Split(' ', 2)[0].Split('+').Contains(role.ToString(), StringComparer.OrdinalIgnoreCase);

    // From the ticket to the proof, the median of all births.
    private static TimeSpan Birth(IReadOnlyList<OrganismEvent> events)
    {
        var (tickets, took) = (new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal), new List<TimeSpan>());
        foreach (var one in events.Where(one => one.Kind is EventKind.Ticket or EventKind.Proved))
        {
            if (one.Kind == EventKind.Ticket)
            {
                tickets[one.Machine] = one.At;
            }
            else if (tickets.Remove(one.Machine, out var signed))
            {
                took.Add(one.At - signed);
            }
        }

        return took.Count == 0 ? UsualBirth : took.Order().ElementAt(took.Count / 2);
    }
}
