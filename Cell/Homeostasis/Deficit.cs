using Cell.Genome;

namespace Cell.Homeostasis;

/// <summary>How many cells of a role are lacking. Pure.</summary>
/// <param name="Wanted">That the load asks for.</param>
/// <param name="Allowed">Of those, what population and work allow.</param>
/// <param name="Short">Of those, what neither lives nor is being born.</param>
internal sealed record Deficit(int Wanted, int Allowed, int Short)
{
    // What is a hair above a whole number by rounding is that number.
    private const double Rounding = 1e-9;

    /// <param name="load">Sum over the role.</param>
    /// <param name="useful">More would have nothing to do; null: no bound.</param>
    public static Deficit Of(double load, int cells, int pending, int? useful, Population population, double ideal)
    {
        var wanted = double.IsFinite(load) && load > 0 ? (int)Math.Min(int.MaxValue, Math.Ceiling((load / ideal) - Rounding)) : 0;
        var allowed = Math.Min(wanted, Math.Min(population.Max, useful ?? int.MaxValue));
        return new Deficit(wanted, allowed, Math.Max(0, allowed - cells - pending));
    }
}
