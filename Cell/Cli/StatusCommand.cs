using System.CommandLine;
using System.Text.Json;
using Cell.Genome;
using Cell.Tissue;

namespace Cell.Cli;

/// <summary><c>cell status [--why] [--json] [--wait SECONDS]</c>: the organism as the roster has it, or one cell as it feels itself.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "For machines: the answer as it came." };
        var wait = new Option<int>("--wait") { Description = "Seconds to wait for the cell to answer and to be on the roster." };
        var why = new Option<bool>("--why") { Description = "What this cell measures of itself, sign by sign, and what it decides by it." };
        var data = CellLink.DataOption();
        var command = new Command("status", "Show the organism: its cells, their lineage and what they do.") { json, wait, why, data };
        command.Does(async (parsed, cancellation) =>
        {
            using var cell = await CellLink.OpenAsync(parsed, data, Role.Health, cancellation);
            if (parsed.GetValue(why))
            {
                var answer = await cell.GetAsync("/why", ControlJson.Default.WhyAnswer, cancellation);
                Console.WriteLine(parsed.GetValue(json) ? JsonSerializer.Serialize(answer, ControlJson.Default.WhyAnswer) : WhyTable.Draw(answer, TimeProvider.System.GetUtcNow()));
                return ExitCode.Done;
            }

            var status = await AskAsync(cell, TimeSpan.FromSeconds(parsed.GetValue(wait)), cancellation);
            Console.WriteLine(parsed.GetValue(json) ? JsonSerializer.Serialize(status, ControlJson.Default.StatusAnswer) : StatusTable.Draw(status, TimeProvider.System.GetUtcNow()));
            return status.Trouble.Length == 0 ? ExitCode.Done : ExitCode.No;
        });
        return command;
    }

    private static async Task<StatusAnswer> AskAsync(ControlClient cell, TimeSpan patience, CancellationToken cancellation)
    {
        var time = TimeProvider.System;
        var start = time.GetTimestamp();
        while (true)
        {
            var waited = time.GetElapsedTime(start);
            try
            {
                var status = await cell.GetAsync("/status", ControlJson.Default.StatusAnswer, cancellation);
                if (status.Trouble.Length == 0 || waited >= patience)
                {
                    return status;
                }
            }
            catch (CommandFailure failure) when (failure.Code == ExitCode.Unreachable && waited < patience)
            {
                // It may still be starting: ask again until the patience ends.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellation);
        }
    }
}
