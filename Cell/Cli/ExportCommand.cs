using System.CommandLine;
using Cell.Genome;
using Cell.Pages;
using Cell.Tissue;

namespace Cell.Cli;

/// <summary><c>cell export FILE</c>: the stored pages of one API as a WARC file, whole or not at all.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "Where to: pages.warc.gz. An existing file is replaced." };
        var under = new Option<string?>("--under") { Description = "Only pages whose URL begins so." };
        var data = CellLink.DataOption();
        var command = new Command("export", "Write the stored pages as WARC 1.1: of each its text and what was read of it (not the exchange with the site, which is not kept).") { file, under, data };
        command.Does(async (parsed, cancellation) =>
        {
            using var cell = await CellLink.OpenAsync(parsed, data, Role.Api, cancellation);
            var count = await ExportAsync(cell, Path.GetFullPath(parsed.GetRequiredValue(file)), parsed.GetValue(under) ?? "", cancellation);
            Console.WriteLine($"{count} pages.");
            return count > 0 ? ExitCode.Done : ExitCode.No;
        });
        return command;
    }

    private static async Task<long> ExportAsync(ControlClient cell, string path, string under, CancellationToken cancellation)
    {
        var part = $"{path}.part";
        try
        {
            long count;
            await using (var output = File.Create(part))
            {
                await output.WriteAsync(Warc.Info(Path.GetFileName(path), TimeProvider.System.GetUtcNow()), cancellation);
                count = await WriteAsync(cell, output, under, cancellation);
                output.Flush(flushToDisk: true);
            }

            File.Move(part, path, overwrite: true);
            return count;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ExitCode.Box, $"{path} cannot be written: {fault.Message}");
        }
        finally
        {
            File.Delete(part);
        }
    }

    private static async Task<long> WriteAsync(ControlClient cell, Stream output, string under, CancellationToken cancellation)
    {
        var count = 0L;
        for (var after = ""; ;)
        {
            var pages = (await cell.GetAsync($"/pages?after={Uri.EscapeDataString(after)}", TissueJson.Default.PageBatch, cancellation)).Pages;
            if (pages.Count == 0)
            {
                return count;
            }

            foreach (var page in pages.Where(page => page.Url.StartsWith(under, StringComparison.Ordinal)))
            {
                await output.WriteAsync(Warc.Page(page), cancellation);
                count++;
            }

            after = pages[^1].Url;
        }
    }
}
