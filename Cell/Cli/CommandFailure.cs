namespace Cell.Cli;

/// <summary>A command cannot do what it was asked: the message says what failed, on what, and what to do next.</summary>
internal sealed class CommandFailure(ExitCode code, string message) : Exception(message)
{
    public ExitCode Code { get; } = code;
}
