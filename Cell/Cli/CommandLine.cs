using System.CommandLine;
using System.CommandLine.Parsing;

namespace Cell.Cli;

/// <summary>The commands, and what every one of them ends with.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("A search engine's crawling side that sizes, repairs and moves itself over a pool of machines.");
        root.Add(RootAccess.KeyOption);
        root.Add(RootAccess.PassphraseOption);
        foreach (var command in Commands())
        {
            root.Add(command);
        }

        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                Console.Error.WriteLine($"cell: {error.Message}");
            }

            Console.Error.WriteLine($"See `cell {(parsed.CommandResult.Command is RootCommand ? "" : parsed.CommandResult.Command.Name + " ")}--help`.");
            return (int)ExitCode.Usage;
        }

        // Its own handling of SIGTERM ends the process after 2 s: the host's orderly stop may need longer.
        var configuration = new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false };
        return await parsed.InvokeAsync(configuration);
    }

    /// <summary>A command's action: what it throws becomes a message and an exit code.</summary>
    public static void Does(this Command command, Func<ParseResult, CancellationToken, Task<ExitCode>> action) =>
        command.SetAction(async (parsed, cancellation) =>
        {
            try
            {
                return (int)await action(parsed, cancellation);
            }
            catch (CommandFailure failure)
            {
                Console.Error.WriteLine($"cell: {failure.Message}");
                return (int)failure.Code;
            }
            catch (OperationCanceledException)
            {
                Console.Error.WriteLine("cell: interrupted.");
                return (int)ExitCode.Interrupted;
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                Console.Error.WriteLine($"cell: {fault.Message}");
                return (int)ExitCode.Box;
            }
            catch (Exception bug)
            {
                Console.Error.WriteLine($"cell: this is a bug, please report it: {bug}");
                return (int)ExitCode.Bug;
            }
        });

    private static IEnumerable<Command> Commands() =>
    [
        InitCommand.Create(),
        CheckCommand.Create(),
        GenomeCommand.Create(),
        StartCommand.Create(),
        StatusCommand.Create(),
        StoreCommand.Create(),
        WhoamiCommand.Create(),
        RenewCommand.Create(),
        DivideCommand.Create(),
        RevokeCommand.Create(),
        QuarantineCommand.Create(),
        PauseCommand.Create(),
        ResumeCommand.Create(),
        DieCommand.Create(),
        EventsCommand.Create(),
        NotifyCommand.Create(),
        FrontCommand.Create(),
        PoolCommand.Create(),
        OperatorCommand.Create(),
        RecoverCommand.Create(),
        CrawlCommand.Create(),
        FrontierCommand.Create(),
        SearchCommand.Create(),
        ExportCommand.Create(),
        BackupCommand.Create(),
        RestoreCommand.Create(),
        ReindexCommand.Create(),
        CompactCommand.Create(),
        ReadCommand.Create(),
        SimulateCommand.Create(),
        RobotsCommand.Create(),
        MachineCommands.Implant(),
        MachineCommands.Guard(),
    ];
}
