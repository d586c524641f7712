using System.Globalization;
using Cell.Storage;

namespace Cell.Mitosis;

/// <summary>What implant and guard do on the machine that they run on.</summary>
internal static class Machine
{
    public static string BootId() => File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();

    /// <summary>Seconds since boot, sleep included.</summary>
    public static double Uptime() => double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0], CultureInfo.InvariantCulture);

    public static IReadOnlyList<string> HostKeys() =>
        [.. Directory.GetFiles("/etc/ssh", "ssh_host_*_key.pub").Select(File.ReadAllText)];

    /// <summary>Account name to home and numeric user; null: no such account.</summary>
    public static async Task<(string Home, int User)?> AccountAsync(string name)
    {
        var entry = await Tool.RunAsync("getent", "passwd", name);
        return entry.Output.Trim().Split(':') is [_, _, var user, _, _, var home, ..] ? (home, int.Parse(user, CultureInfo.InvariantCulture)) : null;
    }

    public static async Task SystemctlAsync(params string[] arguments)
    {
        var result = await Tool.RunAsync("systemctl", arguments, "", TimeSpan.FromSeconds(60));
        if (!result.Good)
        {
            throw new IOException($"systemctl {string.Join(' ', arguments)}: {result.Trouble}");
        }
    }

    /// <summary>systemd reads the files of units that it does not know by itself; reading all again takes it 100 ms.</summary>
    public static async Task StartAsync(params string[] units)
    {
        var known = await Tool.RunAsync("systemctl", ["show", "--property=LoadState,NeedDaemonReload", .. units], "", Tool.Patience);
        if (!known.Good || known.Output.Contains("NeedDaemonReload=yes", StringComparison.Ordinal) || known.Output.Split('\n').Count(line => line == "LoadState=loaded") != units.Length)
        {
            await SystemctlAsync("daemon-reload");
        }

        await SystemctlAsync(["start", .. units]);
    }

    public static void WriteUnit(string name, string text, string wantedBy)
    {
        AtomicFile.Write($"{MachineFiles.Units}/{name}", System.Text.Encoding.ASCII.GetBytes(text), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        if (wantedBy.Length > 0)
        {
            Directory.CreateDirectory($"{MachineFiles.Units}/{wantedBy}.wants");
            var link = $"{MachineFiles.Units}/{wantedBy}.wants/{name}";
            File.Delete(link);
            File.CreateSymbolicLink(link, $"../{name}");
            AtomicFile.Synchronise(Path.GetDirectoryName(link)!); // it lies in a folder
        }
    }

    public static void RemoveUnit(string name)
    {
        foreach (var wants in Directory.GetDirectories(MachineFiles.Units, "*.wants"))
        {
            File.Delete($"{wants}/{name}");
        }

        File.Delete($"{MachineFiles.Units}/{name}");
    }
}
