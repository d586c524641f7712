using System.Globalization;
using System.Net;

namespace Cell.Genome;

/// <summary>Values with units as cell.json writes them.</summary>
internal static class Units
{
    private static readonly (string Unit, TimeSpan Length)[] Times =
    [
        ("ms", TimeSpan.FromMilliseconds(1)), ("s", TimeSpan.FromSeconds(1)), ("m", TimeSpan.FromMinutes(1)), ("h", TimeSpan.FromHours(1)), ("d", TimeSpan.FromDays(1)),
    ];

    private static readonly (string Unit, long Bytes)[] Sizes = [("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("B", 1)];

    /// <summary>"250ms", "30s", "5m", "1h", "7d"; null: not a duration.</summary>
    public static TimeSpan? Duration(string text)
    {
        foreach (var (unit, length) in Times)
        {
            if (Count(text, unit) is { } count)
            {
                return count <= TimeSpan.MaxValue.Ticks / length.Ticks ? length * count : null;
            }
        }

        return null;
    }

    /// <summary>"512B", "64KiB", "10MiB", "1GiB"; null: not a size.</summary>
    public static long? Size(string text)
    {
        foreach (var (unit, bytes) in Sizes)
        {
            if (Count(text, unit) is { } count)
            {
                return count <= long.MaxValue / bytes ? count * bytes : null;
            }
        }

        return null;
    }

    /// <summary>"10.0.0.0/24", or one address as its /32 or /128.</summary>
    public static IPNetwork? Network(string text) =>
        IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) && address.ToString() == text ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : null;

    public static string Text(TimeSpan time) =>
        Times.Reverse().Where(unit => time.Ticks % unit.Length.Ticks == 0 && time >= unit.Length).Select(unit => $"{time.Ticks / unit.Length.Ticks}{unit.Unit}").FirstOrDefault("0s");

    public static string Text(long bytes) => Sizes.Where(unit => bytes >= unit.Bytes && bytes % unit.Bytes == 0).OrderByDescending(unit => unit.Bytes).Select(unit => $"{bytes / unit.Bytes}{unit.Unit}").FirstOrDefault("0B");

    private static long? Count(string text, string unit) =>
        text.EndsWith(unit, StringComparison.Ordinal) && long.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null;
}
