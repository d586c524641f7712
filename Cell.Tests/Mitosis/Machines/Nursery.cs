using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using NUnit.Framework;

namespace Cell.Mitosis;

/// <summary>Real machines: each is a Debian with systemd and sshd, made by <c>scripts/nursery</c>.</summary>
internal static class Nursery
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>The executable under test.</summary>
    public static string Binary { get; } = Environment.GetEnvironmentVariable("CELL_BINARY") ?? "";

    private static string Script { get; } = Path.Combine(Repository.Top, "scripts", "nursery");

    /// <summary>Skips the test where there can be no machines.</summary>
    public static void Require()
    {
        if (Binary.Length == 0 || !OperatingSystem.IsLinux() || Environment.UserName != "root")
        {
            Assert.Ignore("Needs CELL_BINARY and, for machines of its own, root on Linux: scripts/test gives both.");
        }
    }

    /// <summary>Machines whose sshd the nursery itself waited for.</summary>
    public static IReadOnlyCollection<string> Awaited => [.. AwaitedMachines.Keys];

    private static ConcurrentDictionary<string, bool> AwaitedMachines { get; } = new();

    public static async Task<string> DoAsync(params string[] arguments)
    {
        if (arguments is ["fresh" or "on" or "restore", var machine, ..])
        {
            AwaitedMachines[machine] = true;
        }
        else if (arguments is ["up", var count, ..])
        {
            Enumerable.Range(1, int.Parse(count)).ToList().ForEach(number => AwaitedMachines[$"stem{number}"] = true);
        }

        var result = await Tool.RunAsync(Script, arguments, "", Patience);
        Assert.That(result.Good, Is.True, $"nursery {string.Join(' ', arguments)}: {result.Trouble}");
        return result.Output.Trim();
    }

    /// <summary>A shell script as root on the machine.</summary>
    public static Task<string> ShellAsync(string machine, string script) => DoAsync("exec", machine, "sh", "-euc", script);

    /// <summary>Machines beside the few that every run has: as many as are asked for, running.</summary>
    public static async Task<IReadOnlyList<string>> UpAsync(int count)
    {
        const int First = 11;
        Require();
        await DoAsync("up", $"{First + count - 1}", "--full");
        return [.. Enumerable.Range(First, count).Select(number => $"stem{number}")];
    }

    /// <summary>The machine's cell is killed, and systemd does not start it again.</summary>
    public static Task<string> CrashAsync(string machine) => ShellAsync(
        machine,
        "mkdir -p /run/systemd/system/cell.service.d; printf '[Service]\\nRestart=no\\n' >/run/systemd/system/cell.service.d/test.conf; systemctl daemon-reload; systemctl kill --signal=SIGKILL cell.service");

    /// <summary>Where the sites' server notes who asked for what, and when.</summary>
    public static string SitesLog { get; } = Path.Combine(Environment.GetEnvironmentVariable("CELL_NURSERY") ?? "/var/lib/cell-nursery", "sites", "access.log");

    /// <summary>scripts/sites.</summary>
    public static async Task<string> SitesAsync(params string[] arguments)
    {
        var result = await Tool.RunAsync(Path.Combine(Repository.Top, "scripts", "sites"), arguments, "", Patience);
        Assert.That(result.Good, Is.True, $"sites {string.Join(' ', arguments)}: {result.Trouble}");
        return result.Output.Trim();
    }

    public static Task FreshAsync(string machine) => DoAsync("fresh", machine);

    /// <summary>All that Cell could leave on a machine: files with mode, owner and content, units, accounts, listening ports, mounts, processes, runtime folders.</summary>
    public static async Task<IReadOnlyList<string>> TracesAsync(string machine) => (await ShellAsync(machine, """
        where='/etc /usr/local /var/lib /root /home /opt /srv /var/spool'
        # What vanishes while it is looked at is not there.
        # (The nursery writes the hosts files.)
        find $where -xdev ! -path '/var/lib/systemd/*' ! -path /etc/hosts -printf '%y %m %u %g %p %l\n' 2>/dev/null || true
        find $where -xdev ! -path '/var/lib/systemd/*' ! -path /etc/hosts -type f -exec sha256sum {} + 2>/dev/null || true
        # A machine that has just booted under load may not answer yet: it is looked at again.
        # (A session whose network was cut for good stays until sshd's TCP gives it up: there is nothing behind it.)
        { systemctl list-unit-files --no-legend || echo 'systemd does not answer'; } | grep -v '^session-[0-9]*[.]scope '
        systemctl list-units --all --no-legend 'cell*' || echo 'systemd does not answer'
        getent passwd
        getent group
        # tcp LISTEN 0 128 0.0.0.0:22 0.0.0.0:* users:(("sshd",pid=62,fd=3)): the numbers are other ones after a restart.
        ss -ltnupH | sed 's/,pid=[0-9]*,fd=[0-9]*//g'
        # (but the folders of whoever has a session)
        findmnt --raw --noheadings --output TARGET,FSTYPE | grep -v '^/run/user/'
        pgrep -xa cell || true
        ls -d /run/cell /run/private/* 2>/dev/null || true
        """)).Split('\n').Order(StringComparer.Ordinal).ToList();

    /// <summary>Waits until the machine is as it was before.</summary>
    public static async Task AssertBecomesAsync(string machine, IReadOnlyList<string> before, TimeSpan within)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            var now = await TracesAsync(machine);
            if (now.SequenceEqual(before))
            {
                return;
            }

            if (Stopwatch.GetElapsedTime(start) > within)
            {
                var difference = new StringBuilder();
                foreach (var line in now.Except(before))
                {
                    difference.AppendLine($"+ {line}");
                }

                foreach (var line in before.Except(now))
                {
                    difference.AppendLine($"- {line}");
                }

                Assert.Fail($"{machine} did not become what it was within {within.TotalSeconds:0} s:\n{difference}\n{await JournalAsync(machine)}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, CancellationToken.None);
        }
    }

    public static Task<string> JournalAsync(string machine) => ShellAsync(machine, "journalctl --no-pager -q -n 40 -u 'cell*' || true");

    /// <summary>Waits for a shell condition on the machine.</summary>
    public static async Task AssertHoldsAsync(string machine, string condition, TimeSpan within)
    {
        var start = Stopwatch.GetTimestamp();
        while ((await ShellAsync(machine, $"if {condition}; then echo yes; fi")) != "yes")
        {
            if (Stopwatch.GetElapsedTime(start) > within)
            {
                Assert.Fail($"On {machine} not within {within.TotalSeconds:0} s: {condition}\n{await ShellAsync(machine, "cat /var/lib/cell-receptor/state.json || true")}\n{await JournalAsync(machine)}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, CancellationToken.None);
        }
    }
}
