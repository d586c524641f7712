using Cell.Genome;
using Cell.Tissue;

namespace Cell.Health;

/// <summary>How often a role's load is written down: when it is a tenth more or less or the cells are others, a minute apart at least; and each ten minutes. Immutable; pure.</summary>
internal readonly record struct LoadDiary(RoleLoad? Last, TimeSpan At)
{
    public static readonly LoadDiary New = new(null, TimeSpan.Zero);

    private const double Change = 0.1;

    // In cells: of next to nothing a tenth is nothing.
    private const double Least = 0.1;
    private static readonly TimeSpan Apart = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <param name="ideal">The load at which a crawler does all that it can; an API does at 1.</param>
    /// <returns>Null: there is nothing to write now.</returns>
    public RoleLoad? Due(Role role, Aggregate sum, double ideal, TimeSpan now)
    {
        var told = sum.Cells - sum.Unmeasured;
        if (told <= 0 || (Last is not null && now - At < Apart))
        {
            return null;
        }

        // Those who say nothing have as much to do as the others.
        var demand = Math.Round(sum.Load * sum.Cells / told / (role == Role.Crawler ? ideal : 1), 3);
        return Last is null || now - At >= Longest || Last.Cells != sum.Cells || Math.Abs(demand - Last.Demand) > Math.Max(Last.Demand, Least) * Change
            ? new RoleLoad(role, demand, sum.Cells)
            : null;
    }
}
