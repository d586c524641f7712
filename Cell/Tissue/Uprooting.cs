using System.Net;
using Cell.Genome;

namespace Cell.Tissue;

/// <summary>Would the next genome take the ground from under a living cell? Peers judge her by her pool entry: she would be cut off without dying. Pure.</summary>
internal static class Uprooting
{
    /// <returns>Who, why and what to do; "" when nobody.</returns>
    public static string Of(Genes before, Genes after, RosterAnswer roster)
    {
        var cells = roster.Cells
            .Where(entry => entry.State is CellState.Newborn or CellState.Alive or CellState.Suspect)
            .Select(entry => (Who: $"the living cell {entry.Cell}", entry.Facts.Machine, Why: Why(Of(before, entry.Facts.Machine), Of(after, entry.Facts.Machine), entry.Facts.Tissue)));
        var births = roster.Births
            .Where(birth => birth.State == BirthState.Signed && birth.Ended is null)
            .Select(birth => (Who: $"birth {birth.Id}, which is under way", birth.Machine, Why: Why(Of(before, birth.Machine), Of(after, birth.Machine), "")));
        var found = cells.Concat(births).Where(one => one.Why.Length > 0).Select(one => $"{one.Machine} holds {one.Who}: {one.Why}.").ToList();
        return found.Count == 0 ? "" : $"{string.Join(' ', found)} It must end first.";
    }

    private static PoolMachine? Of(Genes genes, string machine) => genes.Pool.Machines.FirstOrDefault(entry => entry.Host == machine);

    private static string Why(PoolMachine? before, PoolMachine? after, string tissue) => true switch
    {
        _ when before is null => "",
        _ when after is null => "its entry would be gone from the pool",
        _ when before.Founder != after.Founder => $"its entry would turn into {(after.Founder ? "a box of founder cells" : "a machine that is born on")}",
        _ when Blob(before.HostKey) != Blob(after.HostKey) => "its entry would name another machine by its hostKey",
        _ when Address(tissue) is { } address && Holds(before, address) && !Holds(after, address) => $"its entry would not have the address {address} any more",
        _ => "",
    };

    private static string Blob(string key) => key.Split(' ') is [_, var blob, ..] ? blob : "";

    private static bool Holds(PoolMachine machine, IPAddress address) => machine.Addresses.Any(network => network.Contains(address));

    // https://192.0.2.7:7071
    private static IPAddress? Address(string tissue) => Uri.TryCreate(tissue, UriKind.Absolute, out var uri) && IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address) ? address : null;
}
