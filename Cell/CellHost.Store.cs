using Cell.Api;
using Cell.Genome;
using Cell.Pages;
using Cell.Storage;
using Cell.Tissue;
using Cell.Vitals;
using Microsoft.AspNetCore.Http;

namespace Cell;

/// <summary>Where this API keeps its pages, and how they move.</summary>
internal sealed partial class CellHost
{
    private const string Schema = "cell";

    // Of the cursor by which the links go to the frontier that all share: whoever carries them goes on where another one stopped.
    private const string SharedCursor = "shared";

    private PageMove? move;

    private StoreGenes Store => settings.Genome.Genes.Store;

    private SwitchedPages OpenPages(Task<PageIndex>? index)
    {
        var pages = new SwitchedPages(index is null ? OpenPostgres() : new EmbeddedPages(settings.Data.Path, time, share, index));
        stores.Push(pages);
        var ordered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        loops.Add(("pages", pages.RunAsync));
        loops.Add(("move of the pages", async stopping =>
        {
            await ordered.Task.WaitAsync(stopping);
            await MoveAsync(pages, stopping);
        }));
        controlDoor.Map("GET", "/store", context => Door.WriteAsync(context, View(pages), ControlJson.Default.StoreView));
        controlDoor.Map("POST", "/store", context => OrderMoveAsync(context, pages, ordered));
        return pages;
    }

    private PostgresPages OpenPostgres()
    {
        var cursor = sharesFrontier ? SharedCursor : settings.Self.Id.ToString();
        var opened = new PostgresPages(Database(Schema), settings.Genome.Now.Organism.Value, cursor, time);
        Measure(StoreSigns.Of(opened.Database.Pulse));
        return opened;
    }

    private PostgresAccess Database(string schema) =>
        new(Store.Host, Store.Port, Store.Database, Store.User, Store.Tls, Store.Connections, schema, () => SecretOfApi("store.password"));

    private void Measure(IEnumerable<Func<VitalSign>> signs)
    {
        foreach (var sign in signs)
        {
            gauges.Measure(sign);
        }
    }

    // A whole frontier is not made of a shared store for a cell that does not run it: another one's has the links already.
    private async Task ReconcileAsync(SwitchedPages pages, Reconciliation reconciliation, CancellationToken stopping)
    {
        while (pages.Current is PostgresPages && (heartbeats.Roster.Cells.Count == 0 || !RunsFrontier()))
        {
            await Task.Delay(TimeSpan.FromSeconds(1), time, stopping);
        }

        await reconciliation.RunAsync(stopping);
    }

    // As this cell measures it, and as the other APIs tell.
    private IEnumerable<SharedLoad> StoreLoads() => gauges.Signs().Where(sign => sign is { Class: SignClass.Shared, Load: not null }).Select(sign => new SharedLoad(sign.Name, sign.Load ?? 0))
        .Concat(heartbeats.Roster.Of(Role.Api).Select(entry => entry.Vitals.Shared).OfType<SharedLoad>())
        .Where(load => load.Name.StartsWith(StoreSigns.Name, StringComparison.Ordinal));

    private string SecretOfApi(string name) => settings.Data.Secrets(settings.Self.Credentials.Roots).Of(Role.Api)?.Values.GetValueOrDefault(name) ?? "";

    private async Task OrderMoveAsync(HttpContext context, SwitchedPages pages, TaskCompletionSource ordered)
    {
        if (Store.Kind != StoreKind.Postgres)
        {
            await Door.RefuseAsync(context, StatusCodes.Status409Conflict, "The genome says store.kind \"embedded\": set it to \"postgres\" in cell.json, and `cell genome push`.");
            return;
        }

        if (pages.Current is EmbeddedPages)
        {
            await RecordAsync(context, AuditKind.Store, $"The pages move to the database {Store.Database} at {Store.Host}.");
            ordered.TrySetResult();
        }

        await Door.WriteAsync(context, View(pages), ControlJson.Default.StoreView);
    }

    private async Task MoveAsync(SwitchedPages pages, CancellationToken stopping)
    {
        var to = OpenPostgres();
        var running = to.RunAsync(stopping);
        move = new PageMove(pages, to, () => settings.Data.KeepStore(StoreKind.Postgres), time, Logger<PageMove>());
        try
        {
            await move.RunAsync(stopping);
            await running;
        }
        finally
        {
            if (pages.Current != to)
            {
                await to.DisposeAsync();
            }
        }
    }

    private StoreView View(SwitchedPages pages)
    {
        var shared = pages.Current as PostgresPages;
        return new StoreView(
            1, shared is null ? StoreKind.Embedded : StoreKind.Postgres, pages.Origin, pages.Count, pages.Held, shared?.Database.Silence ?? "", move is { Done: false } ? move.Left : null, move?.Trouble ?? "");
    }
}
