using Cell.Api;
using Cell.Frontier;
using Cell.Genome;
using Cell.Pages;
using Cell.Tissue;
using Microsoft.Extensions.Logging;

namespace Cell;

/// <summary>The API role: pages, their copies on the siblings, and the frontier.</summary>
internal sealed partial class CellHost
{
    private const int MostExported = 50;

    private Ingestion? ingestion;
    private ClientDoor? clients;

    private ApiRole AddApi(Task<PageIndex>? index)
    {
        var frontier = OpenFrontier();
        var pages = OpenPages(index);
        stores.Push(frontier);
        var limiter = new Limiter(share, time);
        ingestion = new Ingestion(pages, limiter, () => RunsFrontier() ? pages.Held : 0, gauges, Logger<Ingestion>());
        clients = new ClientDoor(limiter, () => heartbeats.Siblings);
        var role = new ApiRole(pages, frontier, gauges, time);
        role.OpenPublic(publicDoor, clients);
        role.OpenPublic(controlDoor, null);
        role.OpenTissue(tissueDoor, ingestion, cell => heartbeats.Roster.MayWork(cell) && heartbeats.Quarantined(cell) is null);
        gauges.OwnsStore = () => role.KeepsPages;
        gauges.Unindexed = () => pages.Last - pages.Indexed;
        gauges.Frontier = () => (frontier.Figures.Waiting, role.AtRest(), pages.Count);
        gauges.Measure(limiter.Clients);
        gauges.Clients = () => (limiter.Load, limiter.TurnedAway);
        gauges.Demand = () => RunsFrontier() ? frontier.Demand with { Held = pages.Held } : null;
        loops.Add(("frontier", frontier.RunAsync));
        loops.Add(("reconciliation", stopping => ReconcileAsync(pages, new Reconciliation(pages, frontier, OtherApisHavePages, time, Logger<Reconciliation>()), stopping)));
        loops.Add(("emission", stopping => new Emission(pages, RunsFrontier, () => limiter.IsUnderLoad, time).RunAsync(frontier, stopping)));
        loops.Add(("leases of the dead", stopping => role.VoidLeasesAsync(heartbeats, stopping)));
        AddSuccession(frontier, pages);
        controlDoor.Map("GET", "/pages", async context =>
            await Door.WriteAsync(context, new PageBatch(1, await pages.FollowingAsync(context.Request.Query["after"].ToString(), MostExported, context.RequestAborted)), TissueJson.Default.PageBatch));
        AddCopies(role, pages, ingestion);
        AddDataOrders(pages, frontier);
        return role;
    }

    private void AddSuccession(IOwnFrontier frontier, IPageStore pages)
    {
        var copying = new OrderCopying(
            frontier,
            FrontierSiblings,
            (other, known, cancellation) => client.GetAsync(other, $"/v1/orders?known={known}", TissueJson.Default.OrderCopies, cancellation),
            time,
            Logger<OrderCopying>());
        loops.Add(("orders of others", copying.RunAsync));
        var lost = new LostPages(pages, frontier, RunsFrontier, time, Logger<LostPages>());
        heartbeats.Changed += answer =>
        {
            if (answer.Changes.Any(entry => entry.Cell != settings.Self.Id && entry.State is CellState.Dead or CellState.Gone && entry.Facts.Roles.Contains(Role.Api)))
            {
                lost.Ended();
            }
        };
        loops.Add(("pages of the dead", lost.RunAsync));
    }

    private bool HearsMost()
    {
        var (genes, hearing) = (settings.Genome.Genes, heartbeats.Heard);
        var heard = heartbeats.Roster.Of(Role.Health).Where(entry => hearing.Contains(entry.Cell == settings.Self.Id ? Keepers.OwnName : entry.Facts.Tissue)).Select(entry => entry.Facts.Machine);
        return FrontierSeat.IsMost(heard.ToHashSet(), genes.HealthHosts, genes.Population[Role.Health].Max);
    }

    // Only who may run the frontier one day needs what was ordered.
    private IReadOnlyList<string> FrontierSiblings()
    {
        var hosts = settings.Genome.Genes.FrontierHosts;
        return hosts.Contains(settings.Self.Facts.Machine)
            ? [.. Apis().Where(entry => entry.Cell != settings.Self.Id && hosts.Contains(entry.Facts.Machine)).Select(entry => entry.Facts.Tissue)]
            : [];
    }

    private void AddCopies(ApiRole role, IPageStore pages, Ingestion taking)
    {
        var copies = new Copies();
        new LogReading(pages, copies).OpenTissue(tissueDoor);
        var replication = new Replication(pages, Siblings, sibling => new RemotePages(client, sibling.Tissue), time, Logger<Replication>());
        gauges.CaughtUp = () => replication.CaughtUp;
        role.HeardOthersSince = moment => Siblings().Count == 0 || replication.Whole > moment;
        loops.Add(("replication", replication.RunAsync));
        handOver = new HandOver(pages, copies, () => [.. Siblings().Select(sibling => sibling.Cell)], taking.Close, time);
    }

    // The links of all pages come to it with their copies.
    private bool RunsFrontier() => FrontierPeer() is not { } peer || peer == settings.Self.Facts.Tissue;

    // Whoever is only suspected may come back, and is asked then.
    private IReadOnlyList<Sibling> Siblings() => [.. heartbeats.Roster.Of(Role.Api)
        .Where(entry => entry.State == CellState.Alive && entry.Cell != settings.Self.Id && heartbeats.Quarantined(entry.Cell) is null)
        .Select(entry => new Sibling(entry.Cell, entry.Facts.Tissue))];
}
