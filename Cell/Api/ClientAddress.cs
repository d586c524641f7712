using System.Net;
using System.Net.Sockets;

namespace Cell.Api;

/// <summary>Who a client is by its address. Pure.</summary>
internal static class ClientAddress
{
    // RFC 6177: no site gets less.
    private const int BytesOfSite = 8;

    /// <param name="remote">The other end of the connection.</param>
    /// <param name="forwarded">X-Forwarded-For: "client, proxy, proxy", each written by the one after it.</param>
    /// <param name="proxies">Whose word counts.</param>
    /// <returns>IPv4 as it is, IPv6 by its network of 64 bits.</returns>
    public static IPAddress Of(IPAddress remote, string forwarded, IReadOnlyList<IPNetwork> proxies)
    {
        var client = Plain(remote);
        foreach (var said in proxies.Count == 0 ? [] : forwarded.Split(',', StringSplitOptions.TrimEntries).Reverse())
        {
            if (!proxies.Any(network => network.Contains(client)) || !IPAddress.TryParse(said, out var before))
            {
                break;
            }

            client = Plain(before);
        }

        return client.AddressFamily == AddressFamily.InterNetworkV6 && !IPAddress.IsLoopback(client) ? Site(client) : client;
    }

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static IPAddress Site(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(BytesOfSite).Clear();
        return new IPAddress(bytes);
    }
}
