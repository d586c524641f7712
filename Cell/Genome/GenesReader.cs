using System.Text;
using System.Text.Json;

namespace Cell.Genome;

/// <summary>cell.json to typed genes: every fault at once, each naming its key and what is allowed. Comments and trailing commas are fine.</summary>
internal static class GenesReader
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 16 };

    /// <summary>A birth's order carries the signed form, and is at most 1 MiB.</summary>
    public const int MostBytes = 384 * 1024;

    public static GenesResult Read(string json)
    {
        if (Encoding.UTF8.GetByteCount(json) is var bytes and > MostBytes)
        {
            return new GenesResult(null, [new Fault("", $"cell.json has {bytes} bytes; {MostBytes} is the most.")]);
        }

        try
        {
            using var document = JsonDocument.Parse(json, Lenient);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return new GenesResult(null, [new Fault("", "cell.json must be an object in { }.")]);
            }

            var faults = new List<Fault>();
            var genes = Read(new GenesSection(document.RootElement, "", faults));
            faults.AddRange(GenesRules.Check(genes));
            return new GenesResult(faults.Count == 0 ? genes : null, faults);
        }
        catch (JsonException fault)
        {
            return new GenesResult(null, [new Fault("", $"cell.json is not JSON: line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}: {fault.Message.Split(" LineNumber:")[0]}")]);
        }
        catch (Exception fault) when (fault is InvalidOperationException or ArgumentException)
        {
            // JsonElement.GetString refuses half a surrogate pair ("\ud800") only when the text is asked for.
            return new GenesResult(null, [new Fault("", $"cell.json has a text that is no Unicode: {fault.Message}")]);
        }
    }

    private static Genes Read(GenesSection root)
    {
        var genes = new Genes
        {
            Organism = Organism(root.Section("organism")),
            Listen = Listen(root.Section("listen")),
            HealthHosts = Hosts(root.Section("health")),
            FrontierHosts = Hosts(root.Section("frontier")),
            Pool = Pool(root.Section("pool")),
            Population = Populations(root.Section("population")),
            Limits = Limits(root.Section("limits")),
            Division = Enum.Parse<DivisionMode>(root.Text("division", "on", "\"on\", \"advise\" or \"paused\"", text => text is "on" or "advise" or "paused"), ignoreCase: true),
            Homeostasis = Homeostasis(root.Section("homeostasis")),
            Crawler = Crawler(root.Section("crawler")),
            Api = Api(root.Section("api")),
            Queue = QueueGenes.Read(root.Section("queue")),
            Store = StoreGenes.Read(root.Section("store")),
            Notify = Notify(root.Section("notify")),
        };
        root.Done();
        return genes;
    }

    private static OrganismGenes Organism(GenesSection section)
    {
        var name = section.Text("name", "", "1 to 40 of a-z, 0-9 and '-'", GenesRules.IsName);
        if (name.Length == 0)
        {
            section.Fault("name", "is needed: 1 to 40 of a-z, 0-9 and '-'.");
        }

        var contact = section.Text("contact", "", "a mailto: or https: address, or \"\"", text => text.Length == 0 || GenesRules.IsContact(text));
        section.Done();
        return new OrganismGenes(name, contact.Length == 0 ? null : new Uri(contact));
    }

    private static ListenGenes Listen(GenesSection section)
    {
        var listen = new ListenGenes(section.Number("public", 7070, 1, 65535), section.Number("tissue", 7071, 1, 65535));
        section.Done();
        return listen;
    }

    private static IReadOnlyList<string> Hosts(GenesSection section)
    {
        var hosts = section.Texts("hosts", "a machine of the pool", GenesRules.IsHost);
        section.Done();
        return hosts;
    }

    private static PoolGenes Pool(GenesSection section)
    {
        var keys = section.Texts("keys", "an OpenSSH public key like \"ssh-ed25519 AAAA…\"", GenesRules.IsSshKey);
        var pool = new PoolGenes(keys, section.Number("reserve", 1, 0, 10_000), section.Duration("check", TimeSpan.FromHours(6), TimeSpan.Zero, TimeSpan.FromDays(30)), [.. section.Sections("machines").Select(Machine)]);
        section.Done();
        return pool;
    }

    private static PoolMachine Machine(GenesSection section)
    {
        var machine = new PoolMachine
        {
            Host = section.Text("host", "", "a host name or address, with \":port\" for another SSH port than 22", GenesRules.IsHost),
            User = section.Text("user", "", "a user name", GenesRules.IsUser),
            HostKey = section.Text("hostKey", "", "an OpenSSH public key like \"ssh-ed25519 AAAA…\"", GenesRules.IsSshKey),
            Addresses = section.Networks("addresses"),
            Public = section.Text("public", "", "an http: or https: URL", GenesRules.IsWebUrl) is { Length: > 0 } url ? new Uri(url) : null,
            PricePerHour = section.Money("pricePerHour", 0),
            Uplink = section.Number("uplink", 0, 0, 1_000_000),
            Founder = section.Flag("founder", false),
            Power = PowerGenes.Read(section.Optional("power")),
        };
        section.Done();
        return machine;
    }

    private static Dictionary<Role, Population> Populations(GenesSection section)
    {
        var found = Enum.GetValues<Role>().ToDictionary(role => role, role =>
        {
            var one = section.Section(role.ToString().ToLowerInvariant());
            var population = new Population(one.Number("min", 1, 0, 10_000), one.Number("max", role == Role.Crawler ? 100 : 1, 0, 10_000));
            one.Done();
            return population;
        });
        section.Done();
        return found;
    }

    private static LimitGenes Limits(GenesSection section)
    {
        var limits = new LimitGenes(
            section.Number("cells", 50, 1, 100_000), section.Number("generations", 64, 1, 200), section.Number("birthsPerHour", 20, 0, 10_000), section.Money("costPerDay", 0));
        section.Done();
        return limits;
    }

    private static HomeostasisGenes Homeostasis(GenesSection section)
    {
        var homeostasis = new HomeostasisGenes(section.Real("ideal", 0.5, 0.2, 0.58), section.Real("windows", 1, 0.01, 10));
        section.Done();
        return homeostasis;
    }

    private static ApiGenes Api(GenesSection section)
    {
        var api = new ApiGenes(
            section.Number("rate", 20, 0, 1_000_000), section.Networks("proxies"), section.Texts("origins", "a web origin like \"https://app.example.org\", or \"*\"", GenesRules.IsOrigin));
        section.Done();
        return api;
    }

    private static NotifyGenes Notify(GenesSection section)
    {
        var notify = new NotifyGenes(
            section.Text("webhook", "", "an http: or https: URL", GenesRules.IsWebUrl) is { Length: > 0 } webhook ? new Uri(webhook) : null,
            section.Text("smtp", "", "\"smtp://host:port\" or \"smtps://host:port\"", GenesRules.IsMailServer) is { Length: > 0 } server ? new Uri(server) : null,
            section.Text("from", "", "a mail address like \"cell@example.org\"", GenesRules.IsMailbox),
            section.Texts("to", "a mail address like \"operator@example.org\"", GenesRules.IsMailbox),
            section.Duration("repeat", TimeSpan.FromHours(1), TimeSpan.FromMinutes(1), TimeSpan.FromDays(1)));
        section.Done();
        return notify;
    }

    private static CrawlerGenes Crawler(GenesSection section)
    {
        var crawler = new CrawlerGenes
        {
            Delay = section.Duration("delay", TimeSpan.FromSeconds(1), TimeSpan.Zero, TimeSpan.FromHours(1)),
            Delays = section.Durations("delays", TimeSpan.Zero, TimeSpan.FromHours(1), GenesRules.IsHostPattern, "a host name or \"*.\" and a domain"),
            Timeout = section.Duration("timeout", TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5)),
            MaxBytes = section.Size("maxBytes", 10L << 20, 1L << 10, 100L << 20),
            Concurrency = section.Number("concurrency", 16, 1, 1000),
            Pace = section.Number("pace", 0, 0, 100_000),
            Horizon = section.Duration("horizon", TimeSpan.FromHours(1), TimeSpan.FromSeconds(10), TimeSpan.FromDays(30)),
            AddressDelay = section.Duration("addressDelay", TimeSpan.FromMilliseconds(100), TimeSpan.Zero, TimeSpan.FromHours(1)),
            UrlsPerHost = section.Number("urlsPerHost", 1_000_000, 1, 100_000_000),
            RevisitLeast = section.Duration("revisitLeast", TimeSpan.FromHours(1), TimeSpan.FromSeconds(1), TimeSpan.FromDays(365)),
            RevisitMost = section.Duration("revisitMost", TimeSpan.FromDays(30), TimeSpan.Zero, TimeSpan.FromDays(365)),
            MaxDepth = section.Number("maxDepth", 100, 0, 100_000),
            Allow = section.Networks("allow"),
        };
        section.Done();
        return crawler;
    }
}
