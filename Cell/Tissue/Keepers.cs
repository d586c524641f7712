using System.Collections.Concurrent;
using Cell.Genome;

namespace Cell.Tissue;

/// <summary>Finds the health cells: the one in this process, those of the roster, and before there is one the addresses to greet first.</summary>
/// <param name="own">Null: this process has not the role.</param>
/// <param name="greet">Tissue addresses known from birth or from the box.</param>
internal sealed class Keepers(IKeeper? own, TissueClient client, string ownAddress, Func<IReadOnlyList<string>> greet)
{
    public const string OwnName = "this process";

    /// <summary>Addresses where health cells may be of which this cell was not told.</summary>
    public Func<IReadOnlyList<string>> Seats { get; init; } = () => [];

    private readonly ConcurrentDictionary<string, RemoteKeeper> remote = new(StringComparer.Ordinal);

    /// <summary>Those that the roster names, and any other that has just accepted this cell: it may not have heard itself yet, and name none.</summary>
    /// <param name="heard">The names of those that answer: they come first.</param>
    public IReadOnlyList<(string Name, IKeeper Keeper)> Of(RosterCopy roster, IReadOnlyCollection<string> heard)
    {
        var named = Named(roster);
        return [.. named.Concat(Elsewhere(named).Where(seat => heard.Contains(seat.Name))).OrderBy(keeper => heard.Contains(keeper.Name) ? 0 : 1)];
    }

    /// <summary>Where else one may be, when none of these is heard.</summary>
    public IEnumerable<(string Name, IKeeper Keeper)> Elsewhere(IReadOnlyList<(string Name, IKeeper Keeper)> known) =>
        Remote(Seats()).Where(seat => !known.Any(keeper => keeper.Name == seat.Name));

    private IReadOnlyList<(string Name, IKeeper Keeper)> Named(RosterCopy roster)
    {
        var addresses = roster.Of(Role.Health).OrderBy(entry => entry.State != CellState.Alive).Select(entry => entry.Facts.Tissue).Where(address => address != ownAddress).ToList();
        if (addresses.Count == 0)
        {
            addresses.AddRange(greet());
        }

        var others = Remote(addresses);
        return own is null ? [.. others] : [(OwnName, own), .. others];
    }

    private IEnumerable<(string Name, IKeeper Keeper)> Remote(IEnumerable<string> addresses) => addresses.Where(address => address != ownAddress).Distinct(StringComparer.Ordinal)
        .Select(address => (address, (IKeeper)remote.GetOrAdd(address, peer => new RemoteKeeper(client, peer))));
}
