using System.Globalization;
using System.Text.RegularExpressions;
using Cell.Tissue;

namespace Cell.Simulation;

/// <param name="Was">Its history.</param>
/// <param name="Would">What the rules would have made of the same load, a role each.</param>
internal sealed record Replayed(Outcome Was, IReadOnlyList<Outcome> Would);

/// <summary>An organism's own history as a result: cells, births and deaths as its health cell wrote them down, and the load where a reaction told it.</summary>
internal static partial class Replay
{
    /// <returns>Null: it tells of no cell.</returns>
    public static Outcome? Of(History history)
    {
        var events = history.Events;
        var turns = events.Where(one => one.Kind is EventKind.Alive or EventKind.Dead or EventKind.Gone && one.Cell is not null).ToList();
        if (turns.Count == 0)
        {
            return null;
        }

        var begin = events[0].At;
        var seconds = Math.Max(1, (int)(events[^1].At - begin).TotalSeconds);
        var living = new HashSet<string>(StringComparer.Ordinal);
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var story = new List<Happening>();
        var moments = new List<Moment>();
        var load = 0.0;
        foreach (var one in events)
        {
            var (at, cell) = (one.At - begin, one.Cell?.ToString() ?? "");
            numbers.TryAdd(cell, numbers.Count);
            var kind = one.Kind switch
            {
                EventKind.Alive when living.Add(cell) => HappeningKind.Born,
                EventKind.Dead when living.Remove(cell) => HappeningKind.Died,
                EventKind.Gone when living.Remove(cell) => HappeningKind.Left,
                EventKind.Frozen => HappeningKind.Alert,
                _ => (HappeningKind?)null,
            };
            load = one.Kind == EventKind.Reaction && MeanPattern().Match(one.What) is { Success: true } said ? double.Parse(said.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : load;
            if (kind is { } happened)
            {
                story.Add(new Happening(at, happened, numbers[cell], -1, one.What));
            }

            moments.Add(new Moment((int)at.TotalSeconds, 0, load, living.Count, 0, 0));
        }

        var hours = moments.Zip(moments.Skip(1)).Sum(pair => pair.First.Cells * (pair.Second.Second - pair.First.Second)) / 3600.0;
        int Count(HappeningKind kind) => story.Count(happening => happening.Kind == kind);
        return new Outcome(
            "its own history", "as it was", 0, seconds, moments[0].Cells, living.Count, moments.Max(moment => moment.Cells), Count(HappeningKind.Born), Count(HappeningKind.Left), Count(HappeningKind.Died),
            Reversals.Of(story), 0, 0, new Bill(hours, 0, moments.Max(moment => moment.Cells), moments.Max(moment => moment.Cells) * seconds / 3600.0, 0, hours),
            [.. story.Where(happening => happening.Kind == HappeningKind.Alert).Select(alert => alert.Why)],
            moments, [.. story.Select(happening => new StoryLine((int)happening.At.TotalSeconds, happening.Kind.ToString().ToLowerInvariant(), happening.Cell, happening.Why))]);
    }

    // would bear: 4 more crawler cells are needed; mean 1.00 of 4, 0 being born, own 1.00
    [GeneratedRegex(@"\bmean ([0-9]+\.[0-9]+)\b")]
    private static partial Regex MeanPattern();
}
