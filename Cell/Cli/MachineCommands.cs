using System.CommandLine;
using Cell.Mitosis;

namespace Cell.Cli;

/// <summary>What receptor and timer call on a machine of the pool; not for people.</summary>
internal static class MachineCommands
{
    public static Command Implant()
    {
        var command = new Command("implant", "The far side of a birth, called by the receptor.") { Hidden = true };
        command.Does(async (_, cancellation) =>
        {
            var channel = new FrameChannel(Console.OpenStandardInput(), Console.OpenStandardOutput(), TimeProvider.System);

            // Only frames may go there.
            Console.SetOut(Console.Error);
            await using (channel)
            {
                channel.StartPinging();
                return await new Implant(channel, TimeProvider.System).RunAsync(cancellation) ? ExitCode.Done : ExitCode.NotProved;
            }
        });
        return command;
    }

    public static Command Guard()
    {
        var command = new Command("guard", "One look of the machine's guard, called by its timer.") { Hidden = true };
        command.Does(async (_, _) =>
        {
            try
            {
                await new Guard(TimeProvider.System).TickAsync();
                return ExitCode.Done;
            }
            catch (InvalidDataException unread)
            {
                throw new CommandFailure(ExitCode.Box, $"{unread.Message} Nobody is born here, and nothing is taken away: `cell pool clean` makes this machine blank.");
            }
        });
        return command;
    }
}
