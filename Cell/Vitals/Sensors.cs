namespace Cell.Vitals;

/// <summary>Everything that a cell measures of itself at one moment.</summary>
/// <param name="Slowness">Median of the last probes / baseline; null: not known yet.</param>
internal sealed record Readings(DateTimeOffset At, IReadOnlyList<VitalSign> Signs, double? Slowness)
{
    /// <summary>The highest load of a class; null: nothing of it can be measured.</summary>
    public double? Load(SignClass kind) => Signs.Where(sign => sign.Class == kind).Max(sign => sign.Load);
}

/// <summary>Reads a machine's own signs. The roles add theirs.</summary>
/// <param name="folder">Of the cell's data.</param>
/// <param name="baseline">The probe's; a born cell finds the one that was taken before her birth.</param>
internal sealed class Sensors(string folder, string baseline, TimeProvider time)
{
    private static readonly string[] Pressed = ["cpu", "memory", "io"];
    private readonly CpuMeter cpu = new(time);

    /// <summary>Of the last probe; null: this machine has no baseline yet.</summary>
    public ProbeWatch? Probe { get; private set; }

    public FaultWatch Faults { get; private set; } = FaultWatch.None;

    /// <param name="roles">The signs of the roles: clients in flight, crawl demand, what they wait for.</param>
    public Readings Read(IEnumerable<VitalSign> roles)
    {
        var told = roles.ToList();
        Faults = Faults.With(told.Find(sign => sign.Name == FaultMeter.Name)?.Raw, time.GetElapsedTime(0));
        return new Readings(
            time.GetUtcNow(),
            [Cpu(cpu.Read()), .. told, MemorySensor.Read(), DiskSensor.Read(folder), HandleSensor.Read(), .. Pressed.Select(PressureSensor.Read), Speed()],
            Probe?.Ratio);
    }

    /// <summary>Times the reference page each minute. Where there is no baseline yet, the first readings become it.</summary>
    public async Task ProbeAsync(TimeSpan each, CancellationToken stopping)
    {
        if (ProbeFile.Read(baseline) is not { } well)
        {
            well = await Vitals.Probe.BaselineAsync(time, stopping);
            ProbeFile.Write(baseline, well);
        }

        Probe = ProbeWatch.Of(well);

        // The runtime looks first for the types that it met first: the reference page's, as when the baseline was taken. After pages of a crawl it would take a quarter longer.
        _ = await Vitals.Probe.TimeAsync(time, Vitals.Probe.Breath, stopping);
        using var timer = new PeriodicTimer(each, time);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            Probe = Probe.With(await Vitals.Probe.TimeAsync(time, each / 60, stopping), time.GetElapsedTime(0));
        }
    }

    private static VitalSign Cpu(double? share) => share is { } used
        ? VitalSign.Of("cpu", "cores", SignClass.Divisible, used * CpuShare.Cores(), CpuShare.Cores())
        : VitalSign.Unknown("cpu", "cores", SignClass.Divisible, "It was not measured for a second yet.");

    private VitalSign Speed() => Probe is { Last: [.., var last] } watch
        ? VitalSign.Of("probe", "ms", SignClass.Own, last, watch.Baseline.Mean * 2)
        : VitalSign.Unknown("probe", "ms", SignClass.Own, Probe is null ? "This machine's baseline is being taken." : "The first probe is yet to come.");
}
