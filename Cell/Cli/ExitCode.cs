namespace Cell.Cli;

/// <summary>What every command ends with. README documents them.</summary>
internal enum ExitCode
{
    Done = 0,
    /// <summary>The answer to the question asked is no: nothing found, not allowed, not healthy.</summary>
    No = 1,
    Usage = 2,
    InvalidGenome = 3,
    /// <summary>A rule or a limit of the organism forbids it.</summary>
    Refused = 4,
    Unreachable = 5,
    /// <summary>The box: a port taken, a disk full, a permission missing.</summary>
    Box = 6,
    /// <summary>A birth that was not proved, or a tainted machine.</summary>
    NotProved = 7,
    Bug = 70,
    Interrupted = 130,
}
