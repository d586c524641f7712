namespace Cell.Mitosis;

/// <summary>How an ordered division ended. The numbers are the exit codes of `cell divide`.</summary>
internal enum DivisionVerdict
{
    /// <summary>Born, and the used access is proved useless.</summary>
    Proved = 0,
    /// <summary>A rule or a limit forbids it; nothing was touched.</summary>
    Refused = 4,
    Unreachable = 5,
    /// <summary>The machine cannot take a cell; nothing was left on it.</summary>
    Unfit = 6,
    /// <summary>Begun and not proved: the machine undoes it by itself, or it is tainted.</summary>
    NotProved = 7,
}

/// <param name="Detail">For people: what failed, on what, what to do; or the proof.</param>
internal sealed record DivisionEnd(DivisionVerdict Verdict, string Detail);

/// <summary>A step failed.</summary>
/// <param name="undone">The machine is as it was before.</param>
internal sealed class BirthFailedException(DivisionVerdict verdict, bool undone, string message) : Exception(message)
{
    public DivisionVerdict Verdict { get; } = verdict;

    public bool Undone { get; } = undone;
}
