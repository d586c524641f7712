using System.Net;
using System.Net.Sockets;

namespace Cell.Genome;

/// <summary>Where a machine's cells are reached.</summary>
internal static class Addresses
{
    /// <summary>Its first single address that is not loopback's, else its host name.</summary>
    public static string Of(PoolMachine machine)
    {
        var single = machine.Addresses.Where(network => network.PrefixLength == network.BaseAddress.GetAddressBytes().Length * 8).Select(network => network.BaseAddress).ToList();
        var best = single.Find(address => !IPAddress.IsLoopback(address)) ?? single.FirstOrDefault();
        return best is null ? machine.Host.Split(':')[0] : best.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{best}]" : best.ToString();
    }
}
