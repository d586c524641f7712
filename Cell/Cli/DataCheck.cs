using System.Text.Json;
using Cell.Pages;
using Cell.Tissue;

namespace Cell.Cli;

/// <summary><c>cell check --data [DIR]</c>: pages, log and index, by the cell itself while it runs, else from its files.</summary>
internal static class DataCheck
{
    public static async Task<ExitCode> RunAsync(string? named, bool json, CancellationToken cancellation)
    {
        var folder = named is null ? DataFolder.Default() : new DataFolder(Path.GetFullPath(named));
        var report = await AskAsync(folder, cancellation) ?? await LookAsync(folder, cancellation);
        Console.WriteLine(json ? JsonSerializer.Serialize(report, DataJson.Default.DataReport) : Draw(report));
        return report.Faults.Count == 0 ? ExitCode.Done : ExitCode.No;
    }

    internal static string Draw(DataReport report)
    {
        var lines = new List<string> { $"{report.Pages} pages, {report.Gone} of them gone; the index is {(report.Behind == 0 ? "as far as the log" : $"{report.Behind} numbers of the log behind, which it makes up while the cell runs")}." };
        lines.AddRange(report.Faults.Select(fault => $"! {fault.What}"));
        if (report.Further > 0)
        {
            lines.Add($"! and {report.Further} more.");
        }

        lines.Add(true switch
        {
            _ when report.Faults.Count == 0 => "Pages, log and index agree.",
            _ when report.Faults.All(fault => fault.OfIndex) => "The pages are whole. `cell reindex` makes the index anew from them; a cell whose index cannot be read does so when it starts.",
            _ => "The pages are damaged. Stop the cell, put pages.db, pages-log.db and index/ aside, and start it: it gets all pages from the other APIs again. Where there is no other one, `cell restore` puts a backup back.",
        });
        return string.Join(Environment.NewLine, lines);
    }

    /// <returns>Null: no cell of that folder runs.</returns>
    private static async Task<DataReport?> AskAsync(DataFolder folder, CancellationToken cancellation)
    {
        var socket = folder.SocketForCommands();
        if (!File.Exists(socket))
        {
            return null;
        }

        try
        {
            using var cell = ControlClient.OverSocket(socket);
            return await cell.GetAsync("/data", DataJson.Default.DataReport, cancellation);
        }
        catch (CommandFailure gone) when (gone.Code == ExitCode.Unreachable && socket == folder.Socket)
        {
            // What a killed cell left; one that lives keeps its folder locked.
            return null;
        }
    }

    private static async Task<DataReport> LookAsync(DataFolder folder, CancellationToken cancellation)
    {
        if (!File.Exists(Path.Combine(folder.Path, "pages.db")))
        {
            throw new CommandFailure(ExitCode.Box, $"{folder.Path} holds no pages: name the folder of an API cell with --data.");
        }

        await using var only = StartCommand.Locked(folder);
        return await EmbeddedPages.ExamineAsync(folder.Path, TimeProvider.System, cancellation);
    }
}
