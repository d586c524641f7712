using NUnit.Framework;

namespace Cell.Vitals;

internal sealed class SensorsTests
{
    private readonly TestFolder made = new();

    [OneTimeTearDown]
    public void Remove() => made.Dispose();

    private string Folder => Directory.CreateDirectory(made.At(TestContext.CurrentContext.Test.ID)).FullName;

    [Test]
    public void Every_sign_of_this_machine_is_measured_or_says_why_not()
    {
        var read = new Sensors(Folder, Path.Combine(Folder, "probe.json"), TimeProvider.System).Read([VitalSign.Of("clients", "in flight", SignClass.Divisible, 3, 20)]);
        Assert.That(read.Signs.Select(sign => sign.Name), Is.EqualTo(new[] { "cpu", "clients", "memory", "disk", "handles", "cpu pressure", "memory pressure", "io pressure", "probe" }));
        Assert.That(read.Signs.Where(sign => sign.Load is null == (sign.WhyNot.Length == 0)), Is.Empty);
        Assert.That(read.Signs.Single(sign => sign.Name == "memory").Load, Is.InRange(0.001, 1.5));
        Assert.That(read.Load(SignClass.Divisible), Is.EqualTo(0.15));
    }

    [Test]
    public void The_folder_of_a_process_is_found_in_either_hierarchy()
    {
        Assert.That(ControlGroup.Of(["4:memory:/machines/stem1", "0::/"], "memory", _ => true), Is.EqualTo(new ControlGroup("/sys/fs/cgroup/memory/machines/stem1", false)));
        Assert.That(ControlGroup.Of(["0::/system.slice/cell.service"], "memory", _ => true), Is.EqualTo(new ControlGroup("/sys/fs/cgroup/system.slice/cell.service", true)));
        Assert.That(ControlGroup.Of(["0::/hidden"], "memory", path => path == "/sys/fs/cgroup"), Is.EqualTo(new ControlGroup("/sys/fs/cgroup", true)));
        Assert.That(ControlGroup.Of(["nonsense"], "memory", _ => true), Is.Null);
    }

    [TestCase("memory.current", "memory.max", "inactive_file", true)]
    [TestCase("memory.usage_in_bytes", "memory.limit_in_bytes", "total_inactive_file", false)]
    public void Memory_is_that_of_the_own_group_without_what_can_be_dropped(string usage, string limit, string idle, bool unified)
    {
        File.WriteAllText(Path.Combine(Folder, usage), $"{300 << 20}\n");
        File.WriteAllText(Path.Combine(Folder, limit), $"{400 << 20}\n");
        File.WriteAllText(Path.Combine(Folder, "memory.stat"), $"anon 7\n{idle} {100 << 20}\n");
        var sign = MemorySensor.Read(new ControlGroup(Folder, unified), []);
        Assert.That((sign.Raw, sign.Capacity, sign.Load), Is.EqualTo((200.0, 400.0, 0.5)));
    }

    [TestCase("max")]
    [TestCase("9223372036854771712")]
    public void A_group_without_a_limit_has_the_memory_of_the_box(string limit)
    {
        File.WriteAllText(Path.Combine(Folder, "memory.current"), "1048576\n");
        File.WriteAllText(Path.Combine(Folder, "memory.max"), limit);
        var sign = MemorySensor.Read(new ControlGroup(Folder, true), ["MemTotal:       4096 kB", "MemAvailable:    1024 kB"]);
        Assert.That((sign.Raw, sign.Capacity), Is.EqualTo((3.0, 4.0)));
        Assert.That(MemorySensor.Read(null, []).WhyNot, Does.Contain("/proc/meminfo"));
    }

    [TestCase("some avg10=12.50 avg60=0.60 avg300=0.21 total=14950907", 12.5)]
    [TestCase("", null)]
    [TestCase(null, null)]
    public void Pressure_is_the_share_of_the_last_ten_seconds(string? text, double? percent) => Assert.That(PressureSensor.Some(text), Is.EqualTo(percent));

    [TestCase("Max open files            1024                 524288               files", 1024.0)]
    [TestCase("Max open files            unlimited            unlimited            files", null)]
    public void Handles_are_counted_against_the_soft_limit(string line, double? most) => Assert.That(HandleSensor.Most(["Limit  Soft", line]), Is.EqualTo(most));

    [Test]
    public void A_disk_that_is_not_there_says_so() => Assert.That(DiskSensor.Read("/no/such/folder/\0").WhyNot, Is.Not.Empty);

    [Test]
    public void The_baseline_of_a_machine_is_kept_and_nonsense_is_none()
    {
        var path = Path.Combine(Folder, "probe.json");
        Assert.That(ProbeFile.Read(path), Is.Null);
        ProbeFile.Write(path, new ProbeBaseline(12.5, 1.3));
        Assert.That(ProbeFile.Read(path), Is.EqualTo(new ProbeBaseline(12.5, 1.3)));
        File.WriteAllText(path, "{ \"mean\": -1 }");
        Assert.That(ProbeFile.Read(path), Is.Null);
        File.WriteAllText(path, "{");
        Assert.That(ProbeFile.Read(path), Is.Null);
    }

    [Test]
    public async Task The_reference_page_takes_a_time_that_can_be_measured() =>
        Assert.That(await Probe.TimeAsync(TimeProvider.System, TimeSpan.Zero, CancellationToken.None), Is.InRange(0.1, 1000));
}
