using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;

namespace Cell.Health;

/// <summary>An API as clients reach it.</summary>
/// <param name="Url">From the signed pool; of what the cell says of itself only the port counts.</param>
/// <param name="Load">Uncapped; 0.5 is ideal.</param>
/// <param name="Weight">0.1 for one that was just born, 1 after a minute.</param>
internal sealed record ApiChoice(CellId Cell, string Machine, Uri Url, double Load, double Weight);

/// <summary>Where clients are sent. Pure.</summary>
internal static class Front
{
    private const double LeastWeight = 0.1;

    // Half of the ideal: who has less is as good as any. What a start costs is no load of clients.
    private const double Calm = 0.25;

    private static readonly TimeSpan SlowStart = TimeSpan.FromMinutes(1);

    /// <summary>More than this and an API has no room.</summary>
    public const double Full = 1;

    /// <summary>The living, proved, trusted APIs, best first. Suspects are none; those that have not all pages yet are only if nobody has.</summary>
    public static IReadOnlyList<ApiChoice> Of(Roster roster, Genes genes, DateTimeOffset now)
    {
        var apis = roster.LivingOf(Role.Api).Where(entry => entry.State == CellState.Alive && !roster.Quarantines.ContainsKey(entry.Cell)).ToLookup(entry => entry.Vitals.CaughtUp != false);
        return
        [
            .. from entry in apis.Contains(true) ? apis[true] : apis[false]
               let url = UrlOf(entry.Facts, genes)
               where url is not null
               let load = entry.Vitals.Loads.GetValueOrDefault(Role.Api)
               let weight = Math.Clamp((now - entry.Facts.Started) / SlowStart, LeastWeight, 1)
               orderby load >= Full, load / weight, entry.Cell
               select new ApiChoice(entry.Cell, entry.Facts.Machine, url, load, weight),
        ];
    }

    /// <summary>The better of two picked at random by weight: readings are a second old, so the best one would be overrun (Mitzenmacher, "The power of two choices").
    /// A newborn has no load yet: against a grown one it would always win, so it is only ever the first.</summary>
    /// <param name="random">In [0, 1).</param>
    /// <returns>Null: there is none.</returns>
    public static ApiChoice? Pick(IReadOnlyList<ApiChoice> apis, Func<double> random)
    {
        if (apis.Count == 0)
        {
            return null;
        }

        var one = Draw(apis, random());
        var other = Draw([.. apis.Where(api => api.Weight >= one.Weight)], random());
        return one.Load <= Math.Max(other.Load, Calm) ? one : other;
    }

    private static ApiChoice Draw(IReadOnlyList<ApiChoice> apis, double random)
    {
        var at = random * apis.Sum(api => api.Weight);
        foreach (var api in apis)
        {
            at -= api.Weight;
            if (at < 0)
            {
                return api;
            }
        }

        return apis[^1];
    }

    private static Uri? UrlOf(CellFacts facts, Genes genes) =>
        genes.Pool.Machines.FirstOrDefault(machine => machine.Host == facts.Machine) is not { } machine ? null
        : machine.Public ?? new Uri($"http://{Addresses.Of(machine)}:{PortOf(facts, machine, genes)}");

    /// <summary>Of the cell's own listener.</summary>
    public static int PortOf(CellFacts facts, PoolMachine machine, Genes genes) => machine.Public is null && Uri.TryCreate(facts.Public, UriKind.Absolute, out var told) && told.Port > 0 ? told.Port : genes.Listen.Public;
}
