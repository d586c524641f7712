using Cell.Frontier;
using Cell.Genome;
using Cell.Storage;
using Cell.Tissue;
using Cell.Vitals;

namespace Cell;

/// <summary>Which frontier this API runs, and which ones crawlers ask.</summary>
internal sealed partial class CellHost
{
    private const string FrontierSchema = "cell_frontier";

    private readonly bool sharesFrontier;

    private QueueGenes Queue => settings.Genome.Genes.Queue;

    private IOwnFrontier OpenFrontier()
    {
        var options = new FrontierOptions(() => settings.Genome.Genes.Crawler)
        {
            Seat = () => FrontierSeat.Of(settings.Self.Id, settings.Genome.Genes.FrontierHosts, Apis(), HearsMost()),
            MayHaveHadAnother = MayHaveHadAnotherFrontier,
            Destination = () => Destinations.Choose(Apis(), settings.Self.Id, Random.Shared.NextDouble()),
        };
        return sharesFrontier ? OpenShared(options) : new EmbeddedFrontier(settings.Data.Frontier, options, time);
    }

    // A founder knows what was founded before it; a born cell was borne into something older when there are crawlers.
    private bool MayHaveHadAnotherFrontier() => settings.Self.Facts.Birth.Length > 0
        ? heartbeats.Roster.Of(Role.Crawler).Any()
        : FounderFiles.Facts(settings.Data)?.Succeeds == true;

    private SharedFrontier OpenShared(FrontierOptions options)
    {
        var organism = settings.Genome.Now.Organism.Value;
        var access = new BrokerAccess(Queue.Host, Queue.Port, Queue.VirtualHost, Queue.User, Queue.Tls, $"cell.{organism}", Partitions.Count, () => SecretOfApi("queue.password"));
        var opened = new SharedFrontier(Database(FrontierSchema), access, organism, settings.Self.Id.ToString(), options, () => Partitions.Of(settings.Self.Id, [.. Apis().Select(entry => entry.Cell)]), time);
        Measure(QueueSigns.Of(opened.Broker));
        if (settings.Data.StoreUnder(Store.Kind) == StoreKind.Embedded)
        {
            Measure(StoreSigns.Of(opened.Database.Pulse));
        }

        return opened;
    }

    private FrontierPeers Frontiers(IOwnFrontier? own) => new(
        FrontierAddresses,
        address => own is not null && address == settings.Self.Facts.Tissue ? own : new RemoteFrontier(client, () => address));

    private IReadOnlyList<string> FrontierAddresses() => Queue.Kind == QueueKind.Embedded
        ? Has(Role.Api) && RunsFrontier() ? [settings.Self.Facts.Tissue] : FrontierPeer() is { } peer ? [peer] : []
        : Apis() is { Count: > 0 } apis ? [.. apis.Where(entry => entry.State == CellState.Alive).Select(entry => entry.Facts.Tissue)] : Has(Role.Api) ? [settings.Self.Facts.Tissue] : [];
}
