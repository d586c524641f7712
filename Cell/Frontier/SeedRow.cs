using System.Text;

namespace Cell.Frontier;

/// <summary>What the log keeps of a seed that an operator gave: when he did, in Unix milliseconds; 0: its scope was removed.</summary>
internal static class SeedRow
{
    public const byte Kind = 5;

    public static byte[] Record(string url, long given) => [Kind, .. BitConverter.GetBytes(given), .. Encoding.UTF8.GetBytes(url)];

    public static (string Url, long Given) Read(ReadOnlySpan<byte> record) => (Encoding.UTF8.GetString(record[(1 + sizeof(long))..]), BitConverter.ToInt64(record[1..]));
}
