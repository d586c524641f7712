using System.Text;
using System.Text.Json;

namespace Cell.Mitosis;

/// <summary>What a machine holds of Cell, as its operator sees it. Everything may be missing.</summary>
/// <param name="Roots">PEM of the organism that it is prepared for; "": none.</param>
/// <param name="Taken">There is a state file.</param>
/// <param name="Organism">Whose cell it says; null: it cannot be read.</param>
/// <param name="Birth">Null: as Organism.</param>
/// <param name="Active">Its cell runs.</param>
/// <param name="Relics">Names of the folders left by cells that ended there.</param>
internal sealed record MachineHolds(string Roots, bool Taken, string? Organism, string? Birth, bool Active, IReadOnlyList<string> Relics);

/// <summary>The scripts and the reading for <c>cell pool clean</c>. Run as root.</summary>
internal static class Cleaning
{
    private const string RelicFolder = $"{MachineFiles.Staging}/relic";

    public const string Look = $$"""
        set -eu
        PATH=/usr/sbin:/usr/bin:/sbin:/bin
        if [ -f {{MachineFiles.Roots}} ]; then echo "roots $(base64 -w 0 {{MachineFiles.Roots}})"; fi
        if [ -e {{MachineFiles.State}} ] || [ -L {{MachineFiles.State}} ]; then
            echo "taken yes"
            [ ! -f {{MachineFiles.State}} ] || echo "state $(head -c 65536 {{MachineFiles.State}} | base64 -w 0)"
        fi
        echo "active $(systemctl is-active cell.service 2>/dev/null || true)"
        for relic in {{RelicFolder}}/*; do [ ! -d "$relic" ] || echo "relic ${relic##*/}"; done
        """;

    /// <summary>Ends whatever runs there, by force, and puts an API's data with the relics: its pages may have no other copy.</summary>
    /// <param name="birth">Names the relic.</param>
    public static string End(string birth) => $$"""
        set -eu
        PATH=/usr/sbin:/usr/bin:/sbin:/bin
        systemctl stop cell-guard.path cell-guard.timer cell-guard.service 2>/dev/null || true
        systemctl kill --signal=SIGKILL cell.service 2>/dev/null || true
        systemctl stop cell.service 2>/dev/null || true
        # A killed unit is started once more before it is stopped, and wants its guard.
        systemctl stop cell-guard.path cell-guard.timer cell-guard.service 2>/dev/null || true
        for process in /proc/[0-9]*; do
            case $(readlink "$process/exe" 2>/dev/null) in {{MachineFiles.Binary}}* | {{MachineFiles.Arrived}}/*) kill -9 "${process##*/}" 2>/dev/null || true ;; esac
        done
        if [ -f {{MachineFiles.Data}}/pages.db ]; then
            relic={{RelicFolder}}/{{birth}}
            (umask 077; mkdir -p "$relic")
            for name in pages.db pages-log.db; do
                file={{MachineFiles.Data}}/$name
                [ ! -f "$file" ] || [ -L "$file" ] || { chown 0:0 "$file"; mv "$file" "$relic/"; }
            done
            sync "$relic"
        fi
        for relic in {{RelicFolder}}/*; do [ ! -d "$relic" ] || echo "relic ${relic##*/}"; done
        """;

    public static string Sums(string relic) => $"cd {RelicFolder}/{relic} && find . -type f -exec sha256sum {{}} +";

    public static string Pack(string relic) => $"cd {RelicFolder}/{relic} && exec tar -cf - .";

    public static string Drop(string relic) => $"rm -rf {RelicFolder}/{relic} && {{ rmdir {RelicFolder} 2>/dev/null || true; }}";

    // relic 0198…, roots LS0t…, taken yes, state eyJ…, active active
    public static MachineHolds Read(string output)
    {
        var words = output.Split('\n').Select(line => line.Split(' ', 2)).Where(pair => pair.Length == 2).ToLookup(pair => pair[0], pair => pair[1].Trim());
        var (organism, birth) = words["state"].FirstOrDefault() is { } state ? State(state) : (null, null);
        return new MachineHolds(
            words["roots"].FirstOrDefault() is { } roots ? Encoding.UTF8.GetString(Bytes(roots)) : "", words["taken"].Any(), organism, birth, words["active"].Contains("active"), Relics(output));
    }

    public static IReadOnlyList<string> Relics(string output) =>
        [.. output.Split('\n').Where(line => line.StartsWith("relic ", StringComparison.Ordinal)).Select(line => line["relic ".Length..].Trim()).Where(IsName)];

    /// <summary>What may stand in a script and name a folder here.</summary>
    public static bool IsName(string name) => name.Length is > 0 and <= 80 && name[0] != '.' && name[0] != '-' && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.');

    private static (string? Organism, string? Birth) State(string packed)
    {
        try
        {
            using var state = JsonDocument.Parse(Bytes(packed));
            return state.RootElement.ValueKind == JsonValueKind.Object ? (Text(state.RootElement, "organism"), Text(state.RootElement, "birth")) : (null, null);
        }
        catch (JsonException)
        {
            return (null, null);
        }
    }

    private static string? Text(JsonElement state, string key) => state.TryGetProperty(key, out var found) && found.ValueKind == JsonValueKind.String ? found.GetString() : null;

    private static byte[] Bytes(string packed)
    {
        var bytes = new byte[packed.Length];
        return Convert.TryFromBase64String(packed, bytes, out var count) ? bytes[..count] : [];
    }
}
