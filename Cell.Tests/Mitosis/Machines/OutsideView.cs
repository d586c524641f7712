using System.Text.Json;

namespace Cell.Mitosis;

/// <summary>A machine as root sees it from outside of Cell: its processes, files, units, keys.</summary>
/// <param name="Step">Of its state file; "" when there is none; both when it moved on during the look, which then saw neither.</param>
/// <param name="Running">SHA-256 and command line of each process called cell.</param>
/// <param name="Installed">SHA-256 of the installed binary; "" when there is none.</param>
/// <param name="Units">Whatever systemd knows that is called cell.</param>
/// <param name="KeyFiles">Files of authorized keys, wherever they lie, that hold the pool key.</param>
/// <param name="Accounts">Who has a shell.</param>
internal sealed record OutsideView(string Step, IReadOnlyList<(string Hash, string Command)> Running, string Installed, IReadOnlyList<string> Units, IReadOnlyList<string> KeyFiles, IReadOnlyList<string> Accounts)
{
    public int Daemons => Running.Count(process => process.Command.Contains(" start ", StringComparison.Ordinal));

    public bool IsNothingThere => Step.Length == 0 && Running.Count == 0 && Installed.Length == 0 && Units.Count == 0;

    public override string ToString() =>
        $"state \"{Step}\", processes [{string.Join(", ", Running.Select(process => process.Command.Trim()))}], {(Installed.Length > 0 ? "a binary" : "no binary")}, units [{string.Join(", ", Units)}], pool key in [{string.Join(", ", KeyFiles)}]";

    public static async Task<OutsideView> OfAsync(string machine, string keyBlob)
    {
        var told = await Nursery.ShellAsync(machine, $$"""
            echo '== state'; cat /var/lib/cell-receptor/state.json 2>/dev/null || true
            echo '== running'
            for process in $(pgrep -x cell || true); do
                hash=$(sha256sum </proc/$process/exe 2>/dev/null) && echo "${hash%% *} $(tr '\0' ' ' </proc/$process/cmdline)" || true
            done
            echo '== installed'; [ ! -e /usr/local/lib/cell/cell ] || sha256sum </usr/local/lib/cell/cell | cut -d ' ' -f 1
            echo '== units'; { systemctl list-unit-files --no-legend 'cell*'; systemctl list-units --all --plain --no-legend 'cell*'; } | cut -d ' ' -f 1 | sort -u
            echo '== keys'; find / -xdev -name '*authorized_keys*' -type f -exec grep -lF -e '{{keyBlob}}' {} + 2>/dev/null || true
            echo '== accounts'; getent passwd | grep -vE ':[^:]*(nologin|false)$' | cut -d : -f 1
            echo '== after'; cat /var/lib/cell-receptor/state.json 2>/dev/null || true
            """);
        var parts = told.Split("== ", StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split('\n', 2)).ToDictionary(part => part[0], part => part is [_, var text] ? text.Trim() : "");
        var (step, after) = (StepOf(parts["state"]), StepOf(parts["after"]));
        IReadOnlyList<string> Lines(string part) => parts[part].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return new OutsideView(
            step == after ? step : $"{step}, then {after}",
            [.. Lines("running").Select(line => line.Split(' ', 2)).Select(words => (words[0], words is [_, var command] ? command : ""))],
            parts["installed"],
            [.. Lines("units").Where(unit => unit != "cell-guard.service.d")],
            Lines("keys"),
            Lines("accounts"));
    }

    // A program of its own: the machine's code must not read what it wrote.
    private static string StepOf(string state)
    {
        if (state.Length == 0)
        {
            return "";
        }

        try
        {
            using var json = JsonDocument.Parse(state);
            return json.RootElement.GetProperty("step").GetString() ?? "unreadable";
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return "unreadable";
        }
    }
}
