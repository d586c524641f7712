using System.CommandLine;
using System.Text.Json;
using Cell.Genome;
using Cell.Health;

namespace Cell.Cli;

/// <summary><c>cell notify [--test] [--json]</c>: what the operator is told at the moment, and whether it reaches him.</summary>
internal static class NotifyCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(300);

    public static Command Create()
    {
        var test = new Option<bool>("--test") { Description = "Send a message by each way that is set, and wait until it arrived." };
        var json = new Option<bool>("--json") { Description = "For machines." };
        var data = CellLink.DataOption();
        var command = new Command("notify", "Show what the organism cannot mend itself and tells its operator, and what is still on its way to him.") { test, json, data };
        command.Does(async (parsed, cancellation) =>
        {
            using var cell = await CellLink.OpenAsync(parsed, data, Role.Health, cancellation);
            if (parsed.GetValue(test))
            {
                return await TestAsync(cell, cancellation);
            }

            var now = await cell.GetAsync("/notices", NoticeJson.Default.Correspondence, cancellation);
            Console.WriteLine(parsed.GetValue(json) ? JsonSerializer.Serialize(now, NoticeJson.Default.Correspondence) : Draw(now));
            return ExitCode.Done;
        });
        return command;
    }

    internal static string Draw(Correspondence now)
    {
        var told = now.Notices.Where(notice => notice.Missing is null).Select(notice => $"! {notice.Text} (since {notice.Since:u}, told {notice.Times} {(notice.Times == 1 ? "time" : "times")})");
        var waiting = now.Letters.Where(letter => letter.Attempts > 0).Select(letter => $"  {letter.Channel}: message on {letter.Telling.Condition} not taken after {letter.Attempts} attempts: {letter.Trouble}; again at {letter.Due:u}");
        var lines = told.Concat(waiting).ToList();
        return lines.Count > 0 ? string.Join(Environment.NewLine, lines) : "Nothing is to be told.";
    }

    private static async Task<ExitCode> TestAsync(ControlClient cell, CancellationToken cancellation)
    {
        var receipt = await cell.PostAsync("/notices/test", new TestOrder(1), NoticeJson.Default.TestOrder, NoticeJson.Default.TestReceipt, cancellation);
        var start = TimeProvider.System.GetTimestamp();
        IReadOnlyList<Letter> left;
        while ((left = await LeftAsync(cell, cancellation)).Any(letter => letter.Attempts == 0) && TimeProvider.System.GetElapsedTime(start) < Patience)
        {
            await Task.Delay(Look, TimeProvider.System, cancellation);
        }

        foreach (var channel in receipt.Channels)
        {
            var letter = left.FirstOrDefault(letter => letter.Channel == channel);
            Console.WriteLine(letter is null ? $"{channel}: arrived" : $"{channel}: not taken{(letter.Trouble.Length > 0 ? $": {letter.Trouble}" : " yet")}");
        }

        return left.Count == 0 ? ExitCode.Done : ExitCode.No;
    }

    private static async Task<IReadOnlyList<Letter>> LeftAsync(ControlClient cell, CancellationToken cancellation) =>
        [.. (await cell.GetAsync("/notices", NoticeJson.Default.Correspondence, cancellation)).Letters.Where(letter => letter.Telling.Kind == TellingKind.Test)];
}
