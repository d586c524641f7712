using System.Net;

namespace Cell.Crawling;

/// <summary>Which addresses may be crawled: public ones, those that the genome allows, and never those of the organism's own machines
/// (IANA special-purpose registries, RFC 6890). Pure.</summary>
internal static class AddressRules
{
    private static readonly IPNetwork[] Special =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
            "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "::/128", "::1/128", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        }.Select(IPNetwork.Parse),
    ];

    /// <summary>Null: may be connected to; else why not.</summary>
    /// <param name="allow">Networks of crawler.allow.</param>
    /// <param name="own">Addresses of the pool's machines: never, whatever is allowed.</param>
    public static string? Refusal(IPAddress address, IReadOnlyList<IPNetwork> allow, IReadOnlyList<IPNetwork> own)
    {
        var real = Embedded(address);
        if (own.Any(network => network.Contains(real) || network.Contains(address)))
        {
            return $"{address} belongs to the organism's own machines";
        }

        return Special.Any(network => network.Contains(real)) && !allow.Any(network => network.Contains(real))
            ? $"{address} is not a public address; crawler.allow in cell.json would have to name its network"
            : null;
    }

    /// <summary>Null: may be connected to by somebody who says no address of his own; else why not.</summary>
    public static string? Anonymous(IPAddress address, IReadOnlyList<IPNetwork> allow)
    {
        var real = Embedded(address);
        return allow.Any(network => network.Contains(real)) ? null : "public sites are crawled only when organism.contact in cell.json says whom to write to";
    }

    // ::ffff:a.b.c.d (mapped), ::a.b.c.d (compatible), 64:ff9b::a.b.c.d (NAT64, RFC 6052), 2002:ab:cd:: (6to4, RFC 3056)
    private static IPAddress Embedded(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        var bytes = address.GetAddressBytes();
        if (bytes.Length != 16)
        {
            return address;
        }

        if (bytes is [0x20, 0x02, ..])
        {
            return new IPAddress(bytes.AsSpan(2, 4));
        }

        var nat64 = bytes is [0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, ..];
        var compatible = bytes.AsSpan(0, 12).IndexOfAnyExcept((byte)0) < 0 && bytes.AsSpan(12, 3).IndexOfAnyExcept((byte)0) >= 0;
        return nat64 || compatible ? new IPAddress(bytes.AsSpan(12, 4)) : address;
    }
}
