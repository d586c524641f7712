using Cell.Genome;
using Cell.Identity;

namespace Cell.Tissue;

/// <summary>Why a machine is not to be used.</summary>
internal enum TaintCause
{
    /// <summary>A birth on it was not proved: only a person ends it, with <c>cell pool clean</c>.</summary>
    Birth,
    /// <summary>A check found something wrong; one that finds it well again ends it.</summary>
    Check,
    /// <summary>Its cell was replaced, because it became slow or failed her: only <c>cell pool check</c> ends it.</summary>
    Slow,
}

/// <summary>A machine that is switched on for somebody, and promised to nobody else meanwhile.</summary>
/// <param name="Mother">Who waits for it; null: it is to be looked at.</param>
/// <param name="Until">On by then, or it did not boot.</param>
internal sealed record Waking(string Machine, CellId? Mother, Role Role, DateTimeOffset Since, DateTimeOffset Until)
{
    /// <summary>Its sshd answers.</summary>
    public bool On { get; init; }

    /// <summary>When the mother asked last.</summary>
    public DateTimeOffset Asked { get; init; } = Since;
}

/// <summary>Of a machine with "power" in its pool entry, as it was seen last.</summary>
internal enum PowerState
{
    On,
    /// <summary>To be put to sleep, when nobody wants it.</summary>
    Tired,
    Off,
}

internal sealed record MachinePowerState(string Machine, PowerState State, DateTimeOffset Since);

/// <summary>Hours of a machine that belong to no birth: it was woken to be looked at, or in vain.</summary>
internal sealed record MachineUse(string Machine, DateTimeOffset From, DateTimeOffset To, string Why);

/// <summary><c>POST /check</c> of a health cell; answered by lines of <see cref="CheckRow"/>.</summary>
/// <param name="Hosts">Empty: all machines that are blank, or were tainted by a check.</param>
internal sealed record CheckOrder(int V, IReadOnlyList<string> Hosts);

/// <summary>What a look at one machine found. Null: not measured.</summary>
/// <param name="Good">It may be born on.</param>
/// <param name="Detail">What is wrong, or why it was not looked at; "" when all is well.</param>
internal sealed record CheckRow(int V, string Host, bool Good, string Detail)
{
    public long? ConnectMs { get; init; }
    public string? Architecture { get; init; }
    public string? Libc { get; init; }
    public long? FreeMiB { get; init; }

    /// <summary>Seconds by which its clock is ahead of the checker's.</summary>
    public double? Clock { get; init; }

    /// <summary>It was off: from the wake until its sshd answered.</summary>
    public long? BootMs { get; init; }

    /// <summary>Folders left by cells that ended there, to be collected.</summary>
    public int? Relics { get; init; }

    /// <summary>Of the last line, which is about no machine.</summary>
    public bool Done { get; init; }
}

/// <summary><c>POST /taint</c> of a health cell: the operator found something wrong with a machine that a check can find well again.</summary>
internal sealed record TaintOrder(int V, string Host, string Reason);
