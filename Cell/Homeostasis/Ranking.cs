using Cell.Genome;
using Cell.Identity;

namespace Cell.Homeostasis;

/// <summary>A cell's wish to bear.</summary>
/// <param name="Left">Generations that may follow it.</param>
/// <param name="Vitals">Age of its last heartbeat.</param>
/// <param name="Unfit">Pregnant, barren, in quarantine; "": nothing is in the way.</param>
internal sealed record Intent(CellId Mother, Role Role, int Generation, int Left, TimeSpan Vitals, string Unfit)
{
    /// <summary>The daughter takes the place of this slow cell.</summary>
    public bool Replaces { get; init; }

    /// <summary>The role moves to the daughter.</summary>
    public bool Moves { get; init; }

    public bool IsOneMore => !Replaces && !Moves;
}

/// <summary>Who bears first. Pure.</summary>
internal static class Ranking
{
    // Two lost heartbeats and a late one.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    public static bool IsFit(Intent intent) => intent.Unfit.Length == 0 && intent.Left > 0 && intent.Vitals <= Fresh;

    /// <summary>By generation, then by id. Never by stress: readings are late, and the hottest mother is the worst one.</summary>
    public static IEnumerable<Intent> Of(IEnumerable<Intent> intents) =>
        intents.Where(IsFit).OrderBy(intent => intent.Generation).ThenBy(intent => intent.Mother).DistinctBy(intent => intent.Mother);
}
