namespace Cell.Storage;

/// <summary>Processor time that background work may take: what clients leave, and a tenth whatever they do. Immutable; pure.</summary>
/// <param name="Left">Seconds that may still be spent; below 0: spent before they were due.</param>
/// <param name="Clients">Being answered: each may take one processor.</param>
/// <param name="Moment">Seconds, at which that was so.</param>
internal readonly record struct ProcessorBudget(int Processors, double Left, int Clients, double Moment)
{
    private const double Tenth = 0.1;

    // Of each processor: so much may be saved up, and a long piece of work is owed for no longer than it takes to earn the other.
    private const double MostSaved = 0.05;
    private const double MostOwed = 0.5;

    private double PerSecond => Math.Max(Tenth * Processors, Processors - Clients);

    /// <summary>Until something may be spent.</summary>
    /// <param name="late">A client waits for longer than usual: then work waits as well, until no more can be saved up.</param>
    public TimeSpan Wait(bool late) => Until(late ? MostSaved * Processors : double.Epsilon);

    public ProcessorBudget At(double moment) => this with { Left = Math.Min(MostSaved * Processors, Left + (PerSecond * Math.Max(0, moment - Moment))), Moment = moment };

    public ProcessorBudget Spent(double seconds) => this with { Left = Math.Max(-MostOwed * Processors, Left - seconds) };

    private TimeSpan Until(double saved) => Left >= saved ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Max(0.001, (saved - Left) / PerSecond));
}
