using Cell.Identity;

namespace Cell.Tissue;

/// <summary>Who runs the frontier: the API cell on the first machine of <c>frontier.hosts</c> that has a living one. Pure.</summary>
/// <param name="IsHeld">By this cell, as far as it knows now.</param>
/// <param name="IsShared">Another cell may take it over while this one is not heard: what this cell knows must be fresh.</param>
/// <param name="IsAlone">No other API is known.</param>
internal readonly record struct FrontierSeat(bool IsHeld, bool IsShared, bool IsAlone)
{
    public static FrontierSeat Only { get; } = new(true, false, true);

    /// <param name="apis">Living ones that are not isolated, in the order of their ids.</param>
    /// <returns>Null: nobody does.</returns>
    public static RosterEntry? Holder(IReadOnlyList<string> hosts, IReadOnlyList<RosterEntry> apis) =>
        hosts.Select(host => apis.FirstOrDefault(entry => entry.Facts.Machine == host)).FirstOrDefault(entry => entry is not null);

    /// <param name="knows">What this cell knows is fresh (<see cref="IsMost"/>).</param>
    public static FrontierSeat Of(CellId self, IReadOnlyList<string> hosts, IReadOnlyList<RosterEntry> apis, bool knows)
    {
        var shared = hosts.Count > 1 || apis.Any(entry => entry.Cell != self && hosts.Contains(entry.Facts.Machine));
        return new FrontierSeat(Holder(hosts, apis)?.Cell == self && (!shared || knows), shared, apis.All(entry => entry.Cell == self));
    }

    /// <summary>Is this more than half of the health cells? A cut may part them, and each side hold the other one's frontier dead: only one side can hear most.
    /// Of an even number the half with the first host counts.</summary>
    /// <param name="heard">Machines of health cells that answered within <see cref="Freshness.Roster"/>.</param>
    /// <param name="hosts"><c>health.hosts</c>.</param>
    /// <param name="most"><c>population.health.max</c>.</param>
    public static bool IsMost(IReadOnlySet<string> heard, IReadOnlyList<string> hosts, int most)
    {
        var all = Math.Min(hosts.Count, most);
        return all <= 1 ? heard.Count > 0 : heard.Count + (heard.Contains(hosts[0]) ? 0.5 : 0) > all / 2.0;
    }
}
