using Cell.Genome;
using Cell.Tissue;

namespace Cell.Health;

/// <summary>Which roles fell below their least population. Pure.</summary>
internal static class Refill
{
    /// <summary>So long a role must be short before anybody is born for it: a cell that is started again comes back by itself.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>A health cell that has just started has not heard everybody yet.</summary>
    public static readonly TimeSpan Hearing = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastPause = TimeSpan.FromMinutes(1);

    /// <summary>In the order of their need, an API first, with how many of each live or are being born.</summary>
    public static IReadOnlyList<Shortage> Of(Roster roster, Genes genes) =>
    [
        .. from role in Enum.GetValues<Role>()
           let count = Count(roster, role)
           let least = genes.Population[role].Min
           where count < least
           orderby role
           select new Shortage(role, count, least),
    ];

    /// <summary>After so many births that failed in a row.</summary>
    public static TimeSpan Pause(int failures)
    {
        var pause = FirstPause * Math.Pow(2, Math.Clamp(failures, 0, 20));
        return pause < LastPause ? pause : LastPause;
    }

    // Who is being born counts: a daughter that is on the roster already is not counted twice.
    private static int Count(Roster roster, Role role)
    {
        var living = roster.LivingOf(role).ToList();
        var born = roster.Births.Values.Where(birth => birth.Role == role && birth.State is BirthState.Signed or BirthState.Born && birth.Ended is null).Select(birth => birth.Id).ToHashSet(StringComparer.Ordinal);
        born.ExceptWith(born.Count == 0 ? [] : living.Select(entry => entry.Facts.Birth));
        return living.Count + born.Count;
    }
}

/// <param name="Count">That live or are being born.</param>
/// <param name="Least"><c>population.ROLE.min</c>.</param>
internal sealed record Shortage(Role Role, int Count, int Least);
