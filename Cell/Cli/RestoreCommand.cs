using System.CommandLine;
using Cell.Genome;
using Cell.Pages;
using Cell.Tissue;

namespace Cell.Cli;

/// <summary><c>cell restore FILE [--merge]</c>: the pages of a backup into a running cell; of a page that is there already the later one stays.</summary>
internal static class RestoreCommand
{
    private const int Together = 100;

    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "What `cell backup` wrote." };
        var merge = new Option<bool>("--merge") { Description = "Also into a cell that has pages: of each the later one stays." };
        var data = CellLink.DataOption();
        var command = new Command("restore", "Put the pages of a backup into a running API; the others get them from it.") { file, merge, data };
        command.Does(async (parsed, cancellation) =>
        {
            var path = Path.GetFullPath(parsed.GetValue(file)!); // a required argument
            if (!File.Exists(path))
            {
                throw new CommandFailure(ExitCode.Box, $"{path} is not there.");
            }

            using var cell = await CellLink.OpenAsync(parsed, data, Role.Api, cancellation);
            var (organism, _) = await BackupCommand.OrganismAsync(cell, cancellation);
            var pages = await BackupCommand.CountAsync(path, organism, cancellation);
            await PutAsync(cell, parsed.GetValue(merge), [], cancellation);

            // Seeds open the scopes that the links of the rest need.
            await PutAllAsync(cell, path, organism, page => page.Depth == 0, cancellation);
            var receipt = await PutAllAsync(cell, path, organism, page => page.Depth != 0, cancellation);
            Console.WriteLine($"{pages} pages were put back; the cell has {receipt.Pages} that are not gone.");
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task<RestoreReceipt> PutAllAsync(ControlClient cell, string path, string organism, Func<CrawledPage, bool> wanted, CancellationToken cancellation)
    {
        var batch = new List<CrawledPage>();
        var weight = 0;
        await foreach (var page in Backup.ReadAsync(path, organism, cancellation))
        {
            if (!wanted(page))
            {
                continue;
            }

            if (batch.Count == Together || weight + PageBounds.Weight(page) > PageBounds.Letters)
            {
                await PutAsync(cell, true, batch, cancellation);
                batch.Clear();
                weight = 0;
            }

            batch.Add(page);
            weight += PageBounds.Weight(page);
        }

        return await PutAsync(cell, true, batch, cancellation);
    }

    private static Task<RestoreReceipt> PutAsync(ControlClient cell, bool merge, IReadOnlyList<CrawledPage> pages, CancellationToken cancellation) =>
        cell.PostAsync("/data/restore", new RestoreOrder(1, merge, new PageBatch(1, pages)), DataJson.Default.RestoreOrder, DataJson.Default.RestoreReceipt, cancellation);
}
