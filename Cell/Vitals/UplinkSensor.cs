using System.Globalization;

namespace Cell.Vitals;

/// <summary>What goes through the machine's way out, of what its line bears; in the busier direction. Thread-safe.</summary>
/// <param name="root">"/".</param>
/// <param name="told">What the operator says that the line bears, in Mbit/s; null: he says nothing.</param>
internal sealed class UplinkSensor(string root, Func<double?> told, TimeProvider time)
{
    private const string Name = "uplink";
    private const double Megabit = 1_000_000 / 8.0;
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(500);

    private readonly Lock gate = new();
    private (string Interface, double In, double Out, TimeSpan At)? last;
    private (Ewma In, Ewma Out) rates = (Ewma.Empty, Ewma.Empty);

    public VitalSign Read()
    {
        if (DefaultInterface() is not { } name)
        {
            return Unknown("This machine has no default route.");
        }

        if (Count(name, "rx_bytes") is not { } received || Count(name, "tx_bytes") is not { } sent)
        {
            return Unknown($"The kernel does not show what goes through {name}.");
        }

        var rate = Rate(name, received, sent);
        return Speed(name) is { } speed
            ? rate is { } used ? VitalSign.Of(Name, "Mbit/s", SignClass.Shared, used / Megabit, speed) : Unknown("It was not measured for a second yet.")
            : Unknown($"The kernel does not know how fast the line behind {name} is: \"uplink\" in this machine's pool entry says it.");
    }

    // Of tunnels, bridges and virtual cables the kernel tells a speed that is none; a virtual machine's card says -1.
    private double? Speed(string name) => told()
        ?? (Path.Exists(At(name, "device")) && Number(At(name, "speed")) is > 0 and var speed ? speed : null);

    private double? Rate(string name, double received, double sent)
    {
        lock (gate)
        {
            var now = time.GetElapsedTime(0);
            if (last is not { } before || before.Interface != name || received < before.In || sent < before.Out)
            {
                // Another way out, or counters that began anew.
                (last, rates) = ((name, received, sent, now), (Ewma.Empty, Ewma.Empty));
            }
            else if (now - before.At >= Least)
            {
                var seconds = (now - before.At).TotalSeconds;
                rates = (rates.In.With((received - before.In) / seconds, now, Memory), rates.Out.With((sent - before.Out) / seconds, now, Memory));
                last = (name, received, sent, now);
            }

            return rates.In.Value is { } down && rates.Out.Value is { } up ? Math.Max(down, up) : null;
        }
    }

    private string? DefaultInterface() =>
        Lines("proc/net/route").Skip(1).Select(OfIpv4).Concat(Lines("proc/net/ipv6_route").Select(OfIpv6)).OfType<string>().FirstOrDefault();

    // eth0	00000000	010200C0	0003	0	0	0	00000000	0	0	0
    private static string? OfIpv4(string line) => Words(line) is [var name, "00000000", _, _, _, _, _, "00000000", ..] ? name : null;

    // 00000000000000000000000000000000 00 00000000000000000000000000000000 00 fe80…0001 00000400 00000001 00000000 00000003 eth0
    private static string? OfIpv6(string line) => Words(line) is [var to, "00", .., var name] && to.All(digit => digit == '0') && name != "lo" ? name : null;

    private static string[] Words(string line) => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private double? Count(string name, string counter) => Number(At(name, "statistics", counter));

    private string At(string name, params string[] parts) => Path.Combine([root, "sys/class/net", name, .. parts]);

    private string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(Path.Combine(root, path));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    // A virtual card's speed cannot even be read.
    private static double? Number(string path)
    {
        try
        {
            return double.TryParse(File.ReadAllText(path).Trim(), CultureInfo.InvariantCulture, out var number) ? number : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static VitalSign Unknown(string why) => VitalSign.Unknown(Name, "Mbit/s", SignClass.Shared, why);
}
