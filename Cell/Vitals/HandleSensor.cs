using System.Globalization;

namespace Cell.Vitals;

/// <summary>Open files and sockets of this process, of those that it may have.</summary>
internal static class HandleSensor
{
    private const string Name = "handles";

    public static VitalSign Read()
    {
        try
        {
            return Most(File.ReadAllLines("/proc/self/limits")) is { } most
                ? VitalSign.Of(Name, "files", SignClass.Own, Directory.EnumerateFileSystemEntries("/proc/self/fd").Count(), most)
                : VitalSign.Unknown(Name, "files", SignClass.Own, "There is no limit of open files.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return VitalSign.Unknown(Name, "files", SignClass.Own, fault.Message);
        }
    }

    // Max open files            1024                 524288               files
    internal static double? Most(IEnumerable<string> limits) => limits
        .Where(line => line.StartsWith("Max open files", StringComparison.Ordinal))
        .Select(line => line["Max open files".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Select(parts => parts.Length > 0 && double.TryParse(parts[0], CultureInfo.InvariantCulture, out var most) ? most : (double?)null)
        .FirstOrDefault();
}
