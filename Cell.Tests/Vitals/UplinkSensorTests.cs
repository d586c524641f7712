using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Cell.Vitals;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class UplinkSensorTests : IDisposable
{
    private const string Header = "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n";
    private readonly TestFolder root = new();
    private readonly FakeTimeProvider time = new();
    private double? told;

    public void Dispose() => root.Dispose();

    [Test]
    public void The_busier_direction_counts_beside_what_the_card_can()
    {
        Route("eth0");
        Card("eth0", "1000", physical: true);
        var sensor = Sensor();
        Assert.That(sensor.Read().WhyNot, Does.Contain("not measured for a second"));
        for (var second = 1; second <= 60; second++)
        {
            Count("eth0", received: second * 81_250_000L, sent: second * 1000);
            time.Advance(TimeSpan.FromSeconds(1));
            _ = sensor.Read();
        }

        var sign = sensor.Read();
        Assert.That((sign.Raw, sign.Capacity, sign.Class), Is.EqualTo((650.0, 1000.0, SignClass.Shared)).Within(1e-6));
    }

    [Test]
    public void A_burst_of_a_second_is_no_full_line()
    {
        Route("eth0");
        Card("eth0", "100", physical: true);
        var sensor = Sensor();
        Run(sensor, 30, 0, 1000);
        Run(sensor, 1, 12_500_000, 0);
        Assert.That(sensor.Read().Load, Is.LessThan(0.15));
    }

    [TestCase("-1", true)]
    [TestCase("10000", false, Description = "a bridge, a tunnel, a virtual cable")]
    [TestCase("", true)]
    public void Where_the_kernel_does_not_know_the_speed_the_operator_can_say_it(string speed, bool physical)
    {
        Route("tun0");
        Card("tun0", speed, physical);
        var sensor = Sensor();
        Run(sensor, 40, 1_250_000, 0);
        Assert.That((sensor.Read().Load, sensor.Read().WhyNot), Is.EqualTo(((double?)null, "The kernel does not know how fast the line behind tun0 is: \"uplink\" in this machine's pool entry says it.")));
        told = 50;
        Assert.That(sensor.Read().Load, Is.EqualTo(0.2).Within(0.01));
    }

    [Test]
    public void A_counter_that_began_anew_is_no_traffic()
    {
        Route("eth0");
        Card("eth0", "1000", physical: true);
        var sensor = Sensor();
        Run(sensor, 20, 1_000_000, 0);
        Count("eth0", 7, 7);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(sensor.Read().Load, Is.Null);
    }

    [Test]
    public void Without_a_way_out_or_without_counters_it_says_so()
    {
        Assert.That(Sensor().Read().WhyNot, Is.EqualTo("This machine has no default route."));
        Route("eth7");
        Assert.That(Sensor().Read().WhyNot, Does.Contain("eth7"));
    }

    [Test]
    public void A_way_out_over_ipv6_alone_is_one()
    {
        Write("proc/net/ipv6_route", $"{new string('0', 32)} 00 {new string('0', 32)} 00 {new string('0', 32)} ffffffff 00000001 00000000 00200200       lo\n{new string('0', 32)} 00 {new string('0', 32)} 00 fe80{new string('0', 28)} 00000400 00000001 00000000 00000003     eth1\n");
        Assert.That(Sensor().Read().WhyNot, Does.Contain("eth1"));
    }

    [Test]
    public void On_this_box_it_is_measured_or_says_why_not() =>
        Assert.That(new UplinkSensor("/", () => null, TimeProvider.System).Read(), Has.Property("Load").Not.Null.Or.Property("WhyNot").Not.Empty);

    private UplinkSensor Sensor() => new(root.Path, () => told, time);

    private void Run(UplinkSensor sensor, int seconds, long received, long sent)
    {
        var (down, up) = (Number("rx_bytes"), Number("tx_bytes"));
        for (var second = 1; second <= seconds; second++)
        {
            Count(name, down + (second * received), up + (second * sent));
            time.Advance(TimeSpan.FromSeconds(1));
            _ = sensor.Read();
        }
    }

    private string name = "";

    private long Number(string counter) => long.Parse(File.ReadAllText(root.At($"sys/class/net/{name}/statistics/{counter}")), System.Globalization.CultureInfo.InvariantCulture);

    private void Route(string card) => Write("proc/net/route", $"{Header}br0\t00004D0A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n{card}\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\n");

    private void Card(string card, string speed, bool physical)
    {
        name = card;
        Write($"sys/class/net/{card}/speed", speed);
        Count(card, 0, 0);
        if (physical)
        {
            Directory.CreateDirectory(root.At($"sys/class/net/{card}/device"));
        }
    }

    private void Count(string card, long received, long sent)
    {
        Write($"sys/class/net/{card}/statistics/rx_bytes", $"{received}\n");
        Write($"sys/class/net/{card}/statistics/tx_bytes", $"{sent}\n");
    }

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(root.At(path))!); // below the root
        File.WriteAllText(root.At(path), text);
    }
}
