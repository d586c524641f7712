using System.Globalization;

namespace Cell.Vitals;

/// <summary>How many cores this process may use: the tightest quota of its control groups, v2 (<c>cpu.max</c>) or v1 (<c>cpu.cfs_quota_us</c>), else the cores of the box.</summary>
internal static class CpuShare
{
    private const string Mount = "/sys/fs/cgroup";

    public static double Cores()
    {
        var cores = (double)Environment.ProcessorCount;
        try
        {
            foreach (var line in File.ReadLines("/proc/self/cgroup"))
            {
                cores = Math.Min(cores, QuotaOf(line) ?? cores);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Hidden by the unit's sandbox: the box's cores are the best that can be said.
        }

        return cores;
    }

    // 4:cpu:/machines/stem1     0::/system.slice/cell.service
    private static double? QuotaOf(string line)
    {
        var parts = line.Split(':', 3);
        if (parts is not [_, var controllers, var path] || (controllers.Length > 0 && !controllers.Split(',').Contains("cpu")))
        {
            return null;
        }

        // A limit holds for all below it, and the path may be one of another root: what is not there says nothing.
        return Upwards(path).Min(group => controllers.Length == 0
            ? V2(Read($"{Mount}{group}/cpu.max"))
            : Ratio(Read($"{Mount}/{controllers}{group}/cpu.cfs_quota_us"), Read($"{Mount}/{controllers}{group}/cpu.cfs_period_us")));
    }

    // /a/b: /a/b, /a and the root.
    internal static IEnumerable<string> Upwards(string path)
    {
        for (var group = path.TrimEnd('/'); group.Length > 0; group = group[..Math.Max(0, group.LastIndexOf('/'))])
        {
            yield return group;
        }

        yield return "";
    }

    // 25000 100000     max 100000
    internal static double? V2(string? text) => text?.Split(' ') is [var quota, var period] ? Ratio(quota, period) : null;

    internal static double? Ratio(string? quota, string? period) =>
        double.TryParse(quota, CultureInfo.InvariantCulture, out var q) && double.TryParse(period, CultureInfo.InvariantCulture, out var p) && q > 0 && p > 0 ? q / p : null;

    private static string? Read(string path) => File.Exists(path) ? File.ReadAllText(path).Trim() : null;
}
