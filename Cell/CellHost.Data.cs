using System.Text.Json;
using System.Threading.Channels;
using Cell.Api;
using Cell.Frontier;
using Cell.Pages;
using Cell.Tissue;
using Microsoft.AspNetCore.Http;

namespace Cell;

/// <summary>What the operator may do with the pages of this cell: look whether they agree, make the index anew, take a backup, put one back.</summary>
internal sealed partial class CellHost
{
    private static readonly TimeSpan ProgressBeat = TimeSpan.FromSeconds(1);

    private void AddDataOrders(SwitchedPages pages, IOwnFrontier frontier) => controlDoor
        .Map("GET", "/data", context => WithFilesAsync(context, pages, async files => await Door.WriteAsync(context, await files.ExamineAsync(context.RequestAborted), DataJson.Default.DataReport)))
        .Map("POST", "/data/index", context => WithFilesAsync(context, pages, files => ReindexAsync(context, files)))
        .Map("GET", "/data/backup", async context =>
        {
            context.Response.ContentType = "application/gzip";
            await Backup.WriteAsync(pages, settings.Genome.Now.Organism.Value, time, context.Response.Body, context.RequestAborted);
        })
        .Map("POST", "/data/restore", context => RestoreAsync(context, pages, frontier));

    private static Task WithFilesAsync(HttpContext context, SwitchedPages pages, Func<EmbeddedPages, Task> answer) => pages.Current is EmbeddedPages files
        ? answer(files)
        : Door.RefuseAsync(context, StatusCodes.Status409Conflict, "This cell keeps its pages in PostgreSQL, which looks after its own files and indexes.");

    private async Task ReindexAsync(HttpContext context, EmbeddedPages pages)
    {
        await RecordAsync(context, AuditKind.Pages, "The index is to be made anew.");
        var news = Channel.CreateBounded<IndexProgress>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        var making = MakeAsync();
        context.Response.ContentType = "application/jsonl";
        await foreach (var progress in news.Reader.ReadAllAsync(context.RequestAborted))
        {
            await context.Response.WriteAsync(JsonSerializer.Serialize(progress, DataJson.Default.IndexProgress) + "\n", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Task.WhenAny(making, Task.Delay(ProgressBeat, time, context.RequestAborted));
        }

        await making;

        async Task MakeAsync()
        {
            try
            {
                await pages.ReindexAsync((position, last) => news.Writer.TryWrite(new IndexProgress(1, position, last, false)), context.RequestAborted);
                news.Writer.TryWrite(new IndexProgress(1, pages.Indexed, pages.Last, true));
            }
            finally
            {
                news.Writer.Complete();
            }
        }
    }

    // First the frontier: links of a page whose scope it does not know would be dropped.
    private async Task RestoreAsync(HttpContext context, SwitchedPages pages, IOwnFrontier frontier)
    {
        var order = await Message.ReadAsync(context.Request.Body, DataJson.Default.RestoreOrder, context.RequestAborted);
        if (order.Batch.Pages.Count == 0)
        {
            if (pages.Count > 0 && !order.Merge)
            {
                await Door.RefuseAsync(context, StatusCodes.Status409Conflict, $"This cell has {pages.Count} pages. With --merge the pages of the backup come in beside them, and of each the later one stays.");
                return;
            }

            await RecordAsync(context, AuditKind.Pages, $"Pages are put back from a backup; {pages.Count} are here.");
        }
        else if (PageRules.Fault(order.Batch, time.GetUtcNow()) is { } fault)
        {
            throw new JsonException(fault);
        }
        else
        {
            if (RunsFrontier())
            {
                await frontier.RestoreAsync([.. order.Batch.Pages.Where(page => page.State != PageState.Gone).Select(Reconciliation.Kept)], context.RequestAborted);
            }

            await pages.SubmitAsync(order.Batch, context.RequestAborted);
        }

        await Door.WriteAsync(context, new RestoreReceipt(1, pages.Count), DataJson.Default.RestoreReceipt);
    }
}
