using System.Globalization;
using System.Net;

namespace Cell.Genome;

/// <summary>Genes as one line a key, each with its value as cell.json would have it: defaults are there, spelling and comments are not. Pure.</summary>
internal static class GenesLines
{
    private const string Nothing = "\"\"";

    public static IEnumerable<(string Key, string Value)> Of(Genes genes) =>
    [
        ("organism.name", genes.Organism.Name),
        ("organism.contact", genes.Organism.Contact?.OriginalString ?? Nothing),
        ("listen.public", Text(genes.Listen.Public)),
        ("listen.tissue", Text(genes.Listen.Tissue)),
        ("health.hosts", List(genes.HealthHosts)),
        ("frontier.hosts", List(genes.FrontierHosts)),
        ("pool.keys", List(genes.Pool.Keys)),
        ("pool.reserve", Text(genes.Pool.Reserve)),
        ("pool.check", Units.Text(genes.Pool.Check)),
        .. genes.Population.OrderBy(pair => pair.Key).SelectMany(pair => Of(pair.Key, pair.Value)),
        ("limits.cells", Text(genes.Limits.Cells)),
        ("limits.generations", Text(genes.Limits.Generations)),
        ("limits.birthsPerHour", Text(genes.Limits.BirthsPerHour)),
        ("limits.costPerDay", Text(genes.Limits.CostPerDay)),
        ("division", genes.Division.ToString().ToLowerInvariant()),
        ("homeostasis.ideal", Text(genes.Homeostasis.Ideal)),
        ("homeostasis.windows", Text(genes.Homeostasis.Windows)),
        .. Of(genes.Crawler),
        ("api.rate", Text(genes.Api.Rate)),
        ("api.proxies", List(genes.Api.Proxies)),
        ("api.origins", List(genes.Api.Origins)),
        .. genes.Queue.Lines(text => text.Length > 0 ? text : Nothing),
        .. genes.Store.Lines(text => text.Length > 0 ? text : Nothing),
        ("notify.webhook", genes.Notify.Webhook?.OriginalString ?? Nothing),
        ("notify.smtp", genes.Notify.Smtp?.OriginalString ?? Nothing),
        ("notify.from", genes.Notify.From.Length > 0 ? genes.Notify.From : Nothing),
        ("notify.to", List(genes.Notify.To)),
        ("notify.repeat", Units.Text(genes.Notify.Repeat)),
    ];

    public static IEnumerable<(string Key, string Value)> Of(PoolMachine machine) =>
    [
        ("user", machine.User.Length > 0 ? machine.User : Nothing),
        ("hostKey", machine.HostKey.Length > 0 ? machine.HostKey : Nothing),
        ("addresses", List(machine.Addresses)),
        ("public", machine.Public?.OriginalString ?? Nothing),
        ("pricePerHour", Text(machine.PricePerHour)),
        ("uplink", machine.Uplink > 0 ? Text(machine.Uplink) : Nothing),
        ("founder", machine.Founder ? "true" : "false"),
        .. machine.Power is { } power ? Of(power) : [],
    ];

    private static IEnumerable<(string, string)> Of(PowerGenes power) =>
    [
        ("power.wake", power.Wake.ToString().ToLowerInvariant()),
        .. power.Wake == WakeWay.Lan ? new[] { ("power.mac", power.MacText), ("power.broadcast", power.Broadcast.ToString()) } : [],
        ("power.sleep", power.Sleep.ToString().ToLowerInvariant()),
        ("power.boot", Units.Text(power.Boot)),
    ];

    private static IEnumerable<(string, string)> Of(Role role, Population population) =>
    [
        ($"population.{role.ToString().ToLowerInvariant()}.min", Text(population.Min)),
        ($"population.{role.ToString().ToLowerInvariant()}.max", Text(population.Max)),
    ];

    private static IEnumerable<(string, string)> Of(CrawlerGenes crawler) =>
    [
        ("crawler.delay", Units.Text(crawler.Delay)),
        .. crawler.Delays.OrderBy(pair => pair.Key, StringComparer.OrdinalIgnoreCase).Select(pair => ($"crawler.delays[{pair.Key.ToLowerInvariant()}]", Units.Text(pair.Value))),
        ("crawler.timeout", Units.Text(crawler.Timeout)),
        ("crawler.maxBytes", Units.Text(crawler.MaxBytes)),
        ("crawler.concurrency", Text(crawler.Concurrency)),
        ("crawler.pace", Text(crawler.Pace)),
        ("crawler.horizon", Units.Text(crawler.Horizon)),
        ("crawler.addressDelay", Units.Text(crawler.AddressDelay)),
        ("crawler.urlsPerHost", Text(crawler.UrlsPerHost)),
        ("crawler.revisitLeast", Units.Text(crawler.RevisitLeast)),
        ("crawler.revisitMost", Units.Text(crawler.RevisitMost)),
        ("crawler.maxDepth", Text(crawler.MaxDepth)),
        ("crawler.allow", List(crawler.Allow)),
    ];

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);

    private static string List<T>(IEnumerable<T> items) => $"[{string.Join(", ", items.Select(item => item is IPNetwork network ? network.ToString() : $"{item}"))}]";
}
