using System.Globalization;
using System.Text.RegularExpressions;

namespace Cell.Mitosis;

/// <summary>The receptor's first line: what machine this is.</summary>
internal sealed partial record Greeting(int Version, string Architecture, string Libc, long FreeKiB, bool Systemd, bool Exec)
{
    private const long NeededKiB = 200 * 1024;

    // cell-receptor 1 x86_64 glibc-2.36 8123456 systemd exec
    public static Greeting? Parse(string line)
    {
        var match = Pattern().Match(line);
        return match.Success
            ? new Greeting(
                int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture),
                match.Groups[2].Value,
                match.Groups[3].Value,
                long.Parse(match.Groups[4].Value, CultureInfo.InvariantCulture),
                match.Groups[5].Value == "systemd",
                match.Groups[6].Value == "exec")
            : null;
    }

    /// <summary>Why no cell can be born there; null: it can.</summary>
    /// <param name="architectures">Of the signed binaries that the mother has: her own.</param>
    public string? Unfit(string host, string architectures) => true switch
    {
        _ when Version != Receptor.Version => $"{host} has receptor {Version}, this cell speaks {Receptor.Version}: `cell pool add {host}` renews it.",
        _ when Architecture != architectures => $"{host} is {Architecture}; this cell's binary is for {architectures}.",
        _ when !Libc.StartsWith("glibc-", StringComparison.Ordinal) => $"{host} has no glibc ({Libc}): Cell's binary needs it.",
        _ when !Systemd => $"{host} does not run systemd: a cell lives in a unit of it.",
        _ when !Exec => $"{MachineFiles.Staging} on {host} is mounted noexec: nothing can run from there.",
        _ when FreeKiB < NeededKiB => $"{host} has {FreeKiB / 1024} MiB free in {MachineFiles.Staging}; {NeededKiB / 1024} MiB are needed.",
        _ => null,
    };

    [GeneratedRegex(@"^cell-receptor ([0-9]{1,4}) ([A-Za-z0-9_]{1,20}) ([A-Za-z0-9._-]{1,30}) ([0-9]{1,15}) (systemd|none) (exec|noexec)\z")]
    private static partial Regex Pattern();
}
