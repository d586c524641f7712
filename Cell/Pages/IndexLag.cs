namespace Cell.Pages;

/// <summary>How far the index may be behind the log before those who hand in wait for it.</summary>
internal static class IndexLag
{
    public const int Most = 600;
    public const int MostBesideClients = 400;

    /// <summary>So many pages that the index is made anew: for that nobody waits.</summary>
    public const int MadeAnew = 10_000;

    /// <param name="pages">That the index is behind.</param>
    /// <param name="isAlone">No client asks.</param>
    /// <param name="hasAllProcessors">See <see cref="PageWriters.HaveAllProcessors"/>: what the index leaves of them for a moment may be used for more.</param>
    public static bool IsTooMuch(long pages, bool isAlone, bool hasAllProcessors) => isAlone
        ? pages < MadeAnew && pages > (hasAllProcessors ? Most : 2 * Most)
        : pages > MostBesideClients;
}
