using System.Globalization;
using Cell.Genome;
using Cell.Tissue;

namespace Cell.Mitosis;

/// <summary>Where a daughter keeps her pages when the organism has a database: in it while it bears its clients, else she gets a copy of her own by
/// replication. The mother's choice. Pure.</summary>
/// <param name="Reason">For the record, with its figures.</param>
internal sealed record StoreChoice(StoreKind Kind, string Reason)
{
    // Above it nothing is added to what all share: the same as for growth (design.md 6).
    private const double Stressed = 0.6;

    /// <param name="told">The loads of the database as the living APIs measure them.</param>
    /// <returns>Null: there is no choice, each API has its own copy.</returns>
    public static StoreChoice? Of(StoreGenes store, IEnumerable<SharedLoad> told) => store.Kind == StoreKind.Embedded ? null : told.MaxBy(load => load.Load) switch
    {
        null => new StoreChoice(StoreKind.Postgres, "she shares the database: nobody told how it bears its clients"),
        { Load: > Stressed } worst => new StoreChoice(StoreKind.Embedded, $"she gets her own copy of the pages: {Text(worst)}, above {Text(Stressed)}"),
        var worst => new StoreChoice(StoreKind.Postgres, $"she shares the database: {Text(worst)}, not above {Text(Stressed)}"),
    };

    private static string Text(SharedLoad load) => $"{load.Name} has a load of {Text(load.Load)}";

    private static string Text(double load) => load.ToString("0.00", CultureInfo.InvariantCulture);
}
