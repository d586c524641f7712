using System.Text.Json;
using Cell.Tissue;

namespace Cell.Simulation;

/// <summary>What a health cell wrote down, in the order of time.</summary>
/// <param name="Faults">Lines that are no events, each with its number and why.</param>
/// <param name="Torn">Numbers of lines that a power cut left unfinished; they are passed over.</param>
internal sealed record History(IReadOnlyList<OrganismEvent> Events, IReadOnlyList<string> Faults, IReadOnlyList<int> Torn)
{
    private const int MostLines = 1_000_000;
    private const int MostFaults = 20;
    private const double MostCells = 1_000_000;

    /// <param name="lines">Of events.jsonl.</param>
    public static History Read(IEnumerable<string> lines)
    {
        var (events, faults, torn, number) = (new List<OrganismEvent>(), new List<string>(), new List<int>(), 0);
        foreach (var line in lines)
        {
            if (++number > MostLines || faults.Count == MostFaults)
            {
                faults.Add($"line {number}: the rest was not read: {(number > MostLines ? $"{MostLines} lines are the most" : "too much is wrong")}.");
                break;
            }

            if (line.AsSpan().Trim().IsEmpty)
            {
                continue;
            }

            if (Parse(line) is (var one, var fault) && one is not null)
            {
                events.Add(one);
            }
            else if (line.StartsWith('{') && !line.TrimEnd().EndsWith('}'))
            {
                torn.Add(number);
            }
            else
            {
                faults.Add($"line {number}: {fault}");
            }
        }

        return new History([.. events.OrderBy(one => one.At).ThenBy(one => one.Seq)], faults, torn);
    }

    private static (OrganismEvent? Event, string Fault) Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, EventJson.Default.OrganismEvent) switch
            {
                null => (null, "it is no event."),
                { Seq: < 1 } => (null, "it has no \"seq\" above 0."),
                { At: var at } when at == default => (null, "it has no time in \"at\"."),
                { Machine: null } or { What: null } => (null, "it lacks \"machine\" or \"what\"."),
                { Load: { } load } when !(load.Demand is >= 0 and <= MostCells) || load.Cells is < 0 or > (int)MostCells => (null, $"\"load\" has a demand or cells that are not 0 to {MostCells:0}."),
                var one => (one, ""),
            };
        }
        catch (JsonException fault)
        {
            return (null, fault.Path is { Length: > 1 } path ? $"{path[2..]} is not what an event has there." : "it is not JSON.");
        }
    }
}
