using System.CommandLine;
using System.Globalization;
using Cell.Genome;
using Cell.Pages;
using Cell.Storage;
using Cell.Tissue;

namespace Cell.Cli;

/// <summary><c>cell backup FILE|DIR</c>: all pages into a file, while the cell runs.</summary>
internal static class BackupCommand
{
    public static Command Create()
    {
        var target = new Argument<string>("FILE|DIR") { Description = "A new file, or a folder that gets one with organism and time in its name." };
        var data = CellLink.DataOption();
        var command = new Command("backup", "Write all pages of an API into a file, while it runs.") { target, data };
        command.Does(async (parsed, cancellation) =>
        {
            using var cell = await CellLink.OpenAsync(parsed, data, Role.Api, cancellation);
            var organism = await OrganismAsync(cell, cancellation);
            var file = FileOf(Path.GetFullPath(parsed.GetValue(target)!), organism.Name); // a required argument
            var (bytes, pages) = await WriteAsync(cell, file, organism.Id, cancellation);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{pages} pages in {file} ({bytes / 1e6:0.0} MB), read again and found whole."));
            return ExitCode.Done;
        });
        return command;
    }

    public static async Task<(string Id, string Name)> OrganismAsync(ControlClient cell, CancellationToken cancellation)
    {
        var status = await cell.GetAsync("/status", ControlJson.Default.StatusAnswer, cancellation);
        return (status.Organism, status.Name);
    }

    /// <exception cref="CommandFailure">It is damaged, or another organism's.</exception>
    public static async Task<long> CountAsync(string file, string organism, CancellationToken cancellation)
    {
        try
        {
            var pages = 0L;
            await foreach (var _ in Backup.ReadAsync(file, organism, cancellation))
            {
                pages++;
            }

            return pages;
        }
        catch (InvalidDataException fault)
        {
            throw new CommandFailure(ExitCode.Refused, fault.Message);
        }
    }

    private static string FileOf(string target, string organism)
    {
        var file = Directory.Exists(target) ? Path.Combine(target, string.Create(CultureInfo.InvariantCulture, $"{organism}-{TimeProvider.System.GetUtcNow():yyyyMMdd-HHmmss}.pages.gz")) : target;
        return true switch
        {
            _ when File.Exists(file) => throw new CommandFailure(ExitCode.Refused, $"{file} is there already: name another file, or a folder."),
            _ when !Directory.Exists(Path.GetDirectoryName(file)) => throw new CommandFailure(ExitCode.Box, $"{Path.GetDirectoryName(file)} is not there: make it first."),
            _ => file,
        };
    }

    // Under another name until it is whole: what is called a backup is one.
    private static async Task<(long Bytes, long Pages)> WriteAsync(ControlClient cell, string file, string organism, CancellationToken cancellation)
    {
        var unfinished = $"{file}.unfinished";
        try
        {
            await using var stream = new FileStream(unfinished, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = AtomicFile.Private });
            var bytes = await cell.DownloadAsync("/data/backup", stream, cancellation);
            stream.Flush(flushToDisk: true);
            var pages = await CountAsync(unfinished, organism, cancellation);
            File.Move(unfinished, file);
            AtomicFile.Synchronise(Path.GetDirectoryName(file)!); // a full path
            return (bytes, pages);
        }
        catch (Exception fault) when (fault is IOException or HttpRequestException or UnauthorizedAccessException)
        {
            File.Delete(unfinished);
            throw new CommandFailure(ExitCode.Box, $"The backup was not finished, and {file} is not there: {fault.Message}");
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }
}
