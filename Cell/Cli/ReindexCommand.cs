using System.CommandLine;
using Cell.Genome;
using Cell.Tissue;

namespace Cell.Cli;

/// <summary><c>cell reindex</c>: the index anew from the pages, while the old one answers.</summary>
internal static class ReindexCommand
{
    public static Command Create()
    {
        var data = CellLink.DataOption();
        var command = new Command("reindex", "Make an API's index anew from its pages, while the old one answers.") { data };
        command.Does(async (parsed, cancellation) =>
        {
            using var cell = await CellLink.OpenAsync(parsed, data, Role.Api, cancellation);
            var end = await cell.PostLinesAsync("/data/index", new IndexProgress(1, 0, 0, false), DataJson.Default.IndexProgress, DataJson.Default.IndexProgress, Tell, cancellation);
            return end.Done ? ExitCode.Done : throw new CommandFailure(ExitCode.Box, "The new index was not finished, and the old one answers as before: the log of the cell says why.");
        });
        return command;
    }

    private static void Tell(IndexProgress progress) => Console.WriteLine(progress.Done ? "The new index has taken the place of the old one." : $"{progress.Position} of {progress.Last} numbers of the log");
}
