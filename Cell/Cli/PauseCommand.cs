using System.CommandLine;
using Cell.Identity;

namespace Cell.Cli;

/// <summary><c>cell pause [--reason TEXT]</c>: no births until <c>cell resume</c>; what lives goes on.</summary>
internal static class PauseCommand
{
    public static Command Create()
    {
        var reason = ReasonOption();
        var command = new Command("pause", "Stop all births of the organism, with any operator's certificate. What lives goes on.") { reason };
        command.Does((parsed, cancellation) => BrakeOrdering.RunAsync(parsed, BrakeLevel.Paused, parsed.GetValue(reason) ?? "", cancellation));
        return command;
    }

    public static Option<string?> ReasonOption() => new("--reason") { Description = "Why, for the audit log and for who asks." };
}
