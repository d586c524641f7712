using Cell.Homeostasis;
using Cell.Identity;
using Cell.Tissue;
using Cell.Vitals;

namespace Cell.Simulation;

/// <summary>One cell of the simulation: what it is, what it measures, and what it remembers.</summary>
internal sealed class VirtualCell(int number, CellId id, int generation, int machine, TimeSpan born, ProbeWatch probe)
{
    // Readings of the last seconds, for heartbeats that come late.
    private readonly double[] past = new double[8];

    public int Number => number;
    public CellId Id => id;
    public int Generation => generation;
    public int Machine => machine;
    public TimeSpan Born => born;

    /// <summary>Of the mother's ticket; "" for the founder.</summary>
    public string Birth { get; init; } = "";

    /// <summary>1, or less on a slow machine.</summary>
    public double Speed { get; set; } = 1;

    /// <summary>Neither works nor speaks.</summary>
    public bool Hung { get; set; }

    /// <summary>Its process has ended.</summary>
    public bool Ended { get; set; }

    /// <summary>0, or 1 while it is cut off.</summary>
    public int Side { get; set; }

    /// <summary>Demand / capacity as it is.</summary>
    public double Load { get; set; }

    /// <summary>What it got done in the last second.</summary>
    public double Rate { get; set; }

    /// <summary>Load as it measures it.</summary>
    public double Reading { get; private set; }

    public double Drift { get; set; }

    public RoleWindows Windows { get; set; } = RoleWindows.Unseen;

    public ProbeWatch Probe { get; set; } = probe;

    /// <summary>The birth in flight; null: none.</summary>
    public string? Pregnant { get; set; }

    /// <summary>Whom her next daughter replaces.</summary>
    public bool Replacing { get; set; }

    public bool Replaced { get; set; }

    /// <summary>Why a health cell lets it leave; null: none does.</summary>
    public Departure? MayLeave { get; set; }

    /// <summary>As the last answer told it.</summary>
    public Aggregate? Known { get; set; }

    public TimeSpan? Answered { get; set; }

    public bool Works => !Ended && !Hung;

    /// <summary>A mean of about five seconds.</summary>
    public void Measure(double load, int second)
    {
        Reading = second == 0 || Reading == 0 ? load : Reading + ((load - Reading) * 0.33);
        past[second % past.Length] = Reading;
    }

    public double Past(int second) => past[Math.Max(0, second) % past.Length];
}
