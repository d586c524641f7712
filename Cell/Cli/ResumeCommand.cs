using System.CommandLine;
using Cell.Identity;

namespace Cell.Cli;

/// <summary><c>cell resume [--reason TEXT]</c>: lets go of the brake, with the root key.</summary>
internal static class ResumeCommand
{
    public static Command Create()
    {
        var reason = PauseCommand.ReasonOption();
        var command = new Command("resume", "Let births go on, and founders that were ordered to die start again. Needs the root key.") { reason };
        command.Does((parsed, cancellation) => BrakeOrdering.RunAsync(parsed, BrakeLevel.Running, parsed.GetValue(reason) ?? "", cancellation));
        return command;
    }
}
