using System.Text.Json.Serialization;

namespace Cell.Simulation;

/// <param name="Load">Mean of the cells', as it was.</param>
/// <param name="Pending">Being born.</param>
/// <param name="Done">A second.</param>
internal readonly record struct Moment(int Second, double Demand, double Load, int Cells, int Pending, double Done);

/// <param name="Cell">-1: of none.</param>
internal sealed record StoryLine(int Second, string What, int Cell, string Why);

/// <summary>What became of a scenario.</summary>
/// <param name="Reversals">Births that were taken back within an hour, and leavings that were.</param>
/// <param name="Strained">Seconds with a mean load above 0.6.</param>
/// <param name="Overloaded">Seconds with a mean load above 1: not everything was done.</param>
/// <param name="Series">At most some 700 moments.</param>
internal sealed record Outcome(
    string Scenario,
    string Policy,
    int Seed,
    int Seconds,
    int Begin,
    int End,
    int Most,
    int Births,
    int Left,
    int Died,
    int Reversals,
    int Strained,
    int Overloaded,
    Bill Bill,
    IReadOnlyList<string> Alerts,
    IReadOnlyList<Moment> Series,
    IReadOnlyList<StoryLine> Story)
{
    /// <summary>Every second.</summary>
    [JsonIgnore]
    public IReadOnlyList<Moment> Moments { get; init; } = [];

    /// <summary>Seconds from a moment until the mean is at most that load for the first time; null: never.</summary>
    public int? BalancedAfter(int from, double most) =>
        Moments.Where(moment => moment.Second > from + 1 && moment.Load <= most).Select(moment => (int?)(moment.Second - from)).FirstOrDefault();
}
