using System.Globalization;

namespace Cell.Vitals;

/// <summary>The control group of this process for one resource: version 2, else version 1; null where neither can be read.</summary>
/// <param name="Folder">Its own folder, or the mount where the sandbox shows only that.</param>
/// <param name="IsV2">Unified hierarchy.</param>
internal sealed record ControlGroup(string Folder, bool IsV2)
{
    private const string Mount = "/sys/fs/cgroup";

    /// <param name="controller">"memory", "cpu".</param>
    public static ControlGroup? Of(string controller)
    {
        try
        {
            return Of(File.ReadAllLines("/proc/self/cgroup"), controller, Directory.Exists);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // 4:memory:/machines/stem1     0::/system.slice/cell.service
    internal static ControlGroup? Of(IEnumerable<string> lines, string controller, Func<string, bool> exists)
    {
        ControlGroup? unified = null;
        foreach (var line in lines)
        {
            if (line.Split(':', 3) is not [_, var controllers, var path])
            {
                continue;
            }

            if (controllers.Split(',').Contains(controller))
            {
                return Found($"{Mount}/{controllers}", path, exists) is { } folder ? new ControlGroup(folder, false) : null;
            }

            unified = controllers.Length == 0 && Found(Mount, path, exists) is { } own ? new ControlGroup(own, true) : unified;
        }

        return unified;
    }

    /// <summary>A file with one number in it; null: not there, or "max".</summary>
    public double? Number(string name) =>
        Read(name) is { } text && double.TryParse(text.Trim(), CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>One line's number of a file like <c>memory.stat</c>.</summary>
    public double? Field(string name, string field) =>
        Read(name)?.Split('\n').Select(line => line.Split(' ')).Where(parts => parts is [var key, _] && key == field).Select(parts => double.Parse(parts[1], CultureInfo.InvariantCulture)).Cast<double?>().FirstOrDefault();

    public string? Read(string name)
    {
        try
        {
            return File.ReadAllText(Path.Combine(Folder, name));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? Found(string mount, string path, Func<string, bool> exists) =>
        exists($"{mount}{path.TrimEnd('/')}") ? $"{mount}{path.TrimEnd('/')}" : exists(mount) ? mount : null;
}
