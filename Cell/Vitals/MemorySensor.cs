using System.Globalization;

namespace Cell.Vitals;

/// <summary>Memory in use, of what this cell may use: its control group's limit, else the box's memory.</summary>
internal static class MemorySensor
{
    private const string Name = "memory";

    // Version 1 says "no limit" by a number near 2^63.
    private const double NoLimit = 1L << 60;

    public static VitalSign Read() => Read(ControlGroup.Of("memory"), File.Exists("/proc/meminfo") ? File.ReadAllLines("/proc/meminfo") : []);

    internal static VitalSign Read(ControlGroup? group, IReadOnlyList<string> meminfo)
    {
        if (group is not null && Limited(group) is { } own)
        {
            return own;
        }

        return Field(meminfo, "MemTotal") is { } total && Field(meminfo, "MemAvailable") is { } available
            ? Megabytes(total - available, total)
            : VitalSign.Unknown(Name, "MiB", SignClass.Own, "/proc/meminfo is hidden, and there is no control group with a limit.");
    }

    // What the kernel can drop at once is not in use, as kubelet counts it.
    private static VitalSign? Limited(ControlGroup group)
    {
        var (usage, limit, idle) = group.IsV2
            ? (group.Number("memory.current"), group.Number("memory.max"), group.Field("memory.stat", "inactive_file"))
            : (group.Number("memory.usage_in_bytes"), group.Number("memory.limit_in_bytes"), group.Field("memory.stat", "total_inactive_file"));
        return usage is { } used && limit is { } most and < NoLimit ? Megabytes(Math.Max(0, used - (idle ?? 0)), most) : null;
    }

    private static VitalSign Megabytes(double used, double all) => VitalSign.Of(Name, "MiB", SignClass.Own, used / (1 << 20), all / (1 << 20));

    // MemTotal:       24623300 kB
    private static double? Field(IEnumerable<string> meminfo, string name) => meminfo
        .Where(line => line.StartsWith($"{name}:", StringComparison.Ordinal))
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Select(parts => parts.Length > 1 && double.TryParse(parts[1], CultureInfo.InvariantCulture, out var number) ? number * 1024 : (double?)null)
        .FirstOrDefault();
}
