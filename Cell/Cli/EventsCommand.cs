using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Cell.Genome;
using Cell.Tissue;

namespace Cell.Cli;

/// <summary><c>cell events [--follow] [--audit] [--since TIME] [--json]</c>: what happened to the organism as a health cell saw it; or its audit log, verified here too.</summary>
internal static class EventsCommand
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    public static Command Create()
    {
        var audit = new Option<bool>("--audit") { Description = "Instead of what happened: the audit log, who ordered what." };
        var follow = new Option<bool>("--follow") { Description = "Go on with what happens, until Ctrl-C." };
        var since = new Option<string?>("--since") { Description = "Show what is younger: \"1h\", \"7d\", or a time like 2026-03-01T12:00:00Z. The whole chain of the audit log is verified all the same." };
        var json = new Option<bool>("--json") { Description = "For machines: a line an event; of the audit log the lines as they stand there." };
        var data = CellLink.DataOption();
        var command = new Command("events", "Show what happened: births, deaths, suspicions, taints, papers; or what was ordered, by whom and from where.") { audit, follow, since, json, data };
        command.Validators.Add(result =>
        {
            if (result.GetValue(audit) && result.GetValue(follow))
            {
                result.AddError("--audit is read once: without --follow.");
            }
        });
        command.Does(async (parsed, cancellation) =>
        {
            var from = From(parsed.GetValue(since), TimeProvider.System.GetUtcNow());
            using var cell = await CellLink.OpenAsync(parsed, data, Role.Health, cancellation);
            return parsed.GetValue(audit)
                ? await AuditAsync(cell, from, parsed.GetValue(json), cancellation)
                : await ShowAsync(cell, from, parsed.GetValue(json), parsed.GetValue(follow), cancellation);
        });
        return command;
    }

    private static async Task<ExitCode> AuditAsync(ControlClient cell, DateTimeOffset from, bool json, CancellationToken cancellation)
    {
        var reading = new AuditReader(from, Console.Out, json);
        await reading.ReadAsync(cell, cancellation);
        (json ? Console.Error : Console.Out).WriteLine(reading.Verdict);
        return reading.IsWhole ? ExitCode.Done : ExitCode.No;
    }

    private static async Task<ExitCode> ShowAsync(ControlClient cell, DateTimeOffset from, bool json, bool follow, CancellationToken cancellation)
    {
        var after = 0L;
        do
        {
            var page = await cell.GetAsync($"/events?after={after}", EventJson.Default.EventPage, cancellation);
            // The load is for who replays it, and would hide the rest.
            foreach (var one in page.Events.Where(one => one.At >= from && (json || one.Kind != EventKind.Load)))
            {
                Console.WriteLine(json ? JsonSerializer.Serialize(one, EventJson.Default.OrganismEvent) : Line(one));
            }

            after = page.Events.Count > 0 ? page.Events[^1].Seq : page.Last;
            if (after >= page.Last && follow)
            {
                await Task.Delay(Look, TimeProvider.System, cancellation);
            }
            else if (after >= page.Last)
            {
                return ExitCode.Done;
            }
        }
        while (true);
    }

    // A sender's text must not move the cursor of who reads it.
    internal static string Line(OrganismEvent one) =>
        $"{one.At:u}  {one.Kind.ToString().ToLowerInvariant(),-11} {one.Machine,-20} {one.Cell?.Short ?? "",-8} {new string([.. one.What.Select(letter => char.IsControl(letter) ? ' ' : letter)])}".TrimEnd();

    private static DateTimeOffset From(string? since, DateTimeOffset now) => since switch
    {
        null => DateTimeOffset.MinValue,
        _ when Units.Duration(since) is { } age => now - age,
        _ when DateTimeOffset.TryParse(since, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) => time,
        _ => throw new CommandFailure(ExitCode.Usage, $"'{since}' is neither an age like \"1h\" nor a time like 2026-03-01T12:00:00Z."),
    };
}
