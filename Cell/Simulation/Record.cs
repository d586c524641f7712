namespace Cell.Simulation;

/// <summary>Writes down each second what there was, for the result.</summary>
internal sealed class Record(Scenario scenario)
{
    private const int MostPoints = 720;
    private readonly int seconds = (int)scenario.Duration.TotalSeconds;
    private readonly List<Moment> moments = new((int)scenario.Duration.TotalSeconds);

    public void Note(World world)
    {
        var working = world.Cells.Count(cell => cell.Works);
        moments.Add(new Moment(world.Second, world.Demand, working == 0 ? 0 : world.Cells.Sum(cell => cell.Load) / working, world.Cells.Count, world.Pending, world.Done));
    }

    public Outcome Outcome(World world)
    {
        var step = Math.Max(1, seconds / MostPoints);
        var story = world.Story;
        return new Outcome(
            scenario.Name,
            scenario.Policy.Kind.ToString().ToLowerInvariant(),
            scenario.Seed,
            seconds,
            scenario.Cells,
            world.Cells.Count,
            moments.Max(moment => moment.Cells),
            Count(story, HappeningKind.Born),
            Count(story, HappeningKind.Left),
            Count(story, HappeningKind.Died),
            Reversals.Of(story),
            moments.Count(moment => moment.Load > Homeostasis.Terms.Usual.High),
            moments.Count(moment => moment.Load > 1),
            Bill.Of(scenario, moments),
            [.. story.Where(happening => happening.Kind == HappeningKind.Alert).Select(alert => $"{alert.At:hh\\:mm\\:ss} {alert.Why}")],
            [.. moments.Where((_, index) => index % step == 0)],
            [.. story.Select(happening => new StoryLine((int)happening.At.TotalSeconds, happening.Kind.ToString().ToLowerInvariant(), happening.Cell, happening.Why))])
        {
            Moments = moments,
        };
    }

    private static int Count(List<Happening> story, HappeningKind kind) => story.Count(happening => happening.Kind == kind);
}
