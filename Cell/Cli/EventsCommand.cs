using System.CommandLine;
using System.Globalization;
using Cell.Genome;
using Cell.Tissue;

namespace Cell.Cli;

/// <summary><c>cell events --audit [--since TIME] [--json]</c>: a health cell's audit log, verified here too.</summary>
internal static class EventsCommand
{
    public static Command Create()
    {
        var audit = new Option<bool>("--audit") { Description = "The audit log: who ordered what.", Required = true };
        var since = new Option<string?>("--since") { Description = "Show what is younger: \"1h\", \"7d\", or a time like 2026-03-01T12:00:00Z. The whole chain is verified all the same." };
        var json = new Option<bool>("--json") { Description = "For machines: the lines as they stand in the log." };
        var data = CellLink.DataOption();
        var command = new Command("events", "Show what was ordered, by whom and from where, as a health cell wrote it down.") { audit, since, json, data };
        command.Does(async (parsed, cancellation) =>
        {
            var from = From(parsed.GetValue(since), TimeProvider.System.GetUtcNow());
            using var cell = await CellLink.OpenAsync(parsed, data, Role.Health, cancellation);
            var reading = new AuditReader(from, Console.Out, parsed.GetValue(json));
            await reading.ReadAsync(cell, cancellation);
            (parsed.GetValue(json) ? Console.Error : Console.Out).WriteLine(reading.Verdict);
            return reading.IsWhole ? ExitCode.Done : ExitCode.No;
        });
        return command;
    }

    private static DateTimeOffset From(string? since, DateTimeOffset now) => since switch
    {
        null => DateTimeOffset.MinValue,
        _ when Units.Duration(since) is { } age => now - age,
        _ when DateTimeOffset.TryParse(since, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) => time,
        _ => throw new CommandFailure(ExitCode.Usage, $"'{since}' is neither an age like \"1h\" nor a time like 2026-03-01T12:00:00Z."),
    };
}
