using System.Globalization;
using System.Text.RegularExpressions;

namespace Cell.Mitosis;

/// <summary>The receptor's first line: what machine this is.</summary>
/// <param name="Blank">No state file: no cell lives there or is on its way.</param>
/// <param name="Relics">Folders left by cells that ended there.</param>
/// <param name="Now">By its own clock, to the second.</param>
internal sealed partial record Greeting(int Version, string Architecture, string Libc, long FreeKiB, bool Systemd, bool Exec, bool Blank, int Relics, DateTimeOffset Now)
{
    private const long NeededKiB = 200 * 1024;

    // cell-receptor 1 x86_64 glibc-2.36 8123456 systemd exec blank 0 1764115200
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
                match.Groups[6].Value == "exec",
                match.Groups[7].Value == "blank",
                int.Parse(match.Groups[8].Value, CultureInfo.InvariantCulture),
                DateTimeOffset.FromUnixTimeSeconds(long.Parse(match.Groups[9].Value, CultureInfo.InvariantCulture)))
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

    [GeneratedRegex(@"^cell-receptor ([0-9]{1,4}) ([A-Za-z0-9_]{1,20}) ([A-Za-z0-9._-]{1,30}) ([0-9]{1,15}) (systemd|none) (exec|noexec) (blank|taken) ([0-9]{1,6}) ([0-9]{1,11})\z")]
    private static partial Regex Pattern();
}
