using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Cell.Genome;

/// <summary>How a machine is switched on.</summary>
internal enum WakeWay
{
    /// <summary>By a magic packet on its network.</summary>
    Lan,
    /// <summary>By a command among the secrets of the health role.</summary>
    Command,
}

/// <summary>How a blank machine is switched off.</summary>
internal enum SleepWay
{
    None,
    /// <summary>By its own guard, after its cell's end.</summary>
    Poweroff,
    /// <summary>By a command among the secrets of the health role.</summary>
    Command,
}

/// <summary>A machine that need not run while it is blank.</summary>
/// <param name="Mac">Six bytes; empty unless it is woken by its network.</param>
/// <param name="Broadcast">Where the magic packet goes: IPv4.</param>
/// <param name="Boot">From the wake until its sshd answers, at most.</param>
internal sealed partial record PowerGenes(WakeWay Wake, PhysicalAddress Mac, IPAddress Broadcast, SleepWay Sleep, TimeSpan Boot)
{
    private const string MacForm = "six bytes like \"52:54:00:12:34:56\"";

    public static PowerGenes? Read(GenesSection? section)
    {
        if (section is null)
        {
            return null;
        }

        var wake = section.Text("wake", "", "\"lan\" or \"command\"", text => text is "lan" or "command");
        var mac = section.Text("mac", "", MacForm, text => MacPattern().IsMatch(text));
        var broadcast = section.Text("broadcast", "", "an IPv4 address like \"192.0.2.255\"", IsIPv4);
        var sleep = section.Text("sleep", "none", "\"none\", \"poweroff\" or \"command\"", text => text is "none" or "poweroff" or "command");
        var boot = section.Duration("boot", TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(30));
        section.Done();
        foreach (var (key, message) in Contradictions(wake, mac, broadcast))
        {
            section.Fault(key, message);
        }

        return new PowerGenes(
            wake == "lan" ? WakeWay.Lan : WakeWay.Command,
            mac.Length > 0 ? PhysicalAddress.Parse(mac.Replace(':', '-').ToUpperInvariant()) : PhysicalAddress.None,
            broadcast.Length > 0 ? IPAddress.Parse(broadcast) : IPAddress.Broadcast,
            Enum.Parse<SleepWay>(sleep, ignoreCase: true),
            boot);
    }

    /// <summary>"52:54:00:12:34:56", or "".</summary>
    public string MacText => string.Join(':', Mac.GetAddressBytes().Select(one => one.ToString("x2", CultureInfo.InvariantCulture)));

    private static IEnumerable<(string Key, string Message)> Contradictions(string wake, string mac, string broadcast)
    {
        if (wake.Length == 0)
        {
            yield return ("wake", "is needed: \"lan\" or \"command\".");
        }

        if (wake == "lan" && mac.Length == 0)
        {
            yield return ("mac", $"is needed to wake it by its network: {MacForm}.");
        }

        if (wake == "command" && (mac.Length > 0 || broadcast.Length > 0))
        {
            yield return (mac.Length > 0 ? "mac" : "broadcast", "is for \"wake\": \"lan\" only.");
        }
    }

    private static bool IsIPv4(string text) => IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetwork && address.ToString() == text;

    [GeneratedRegex(@"^[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){5}\z")]
    private static partial Regex MacPattern();
}
