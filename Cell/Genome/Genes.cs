using System.Net;

namespace Cell.Genome;

/// <summary>The content of cell.json: what the operator allows and wishes. Durations are written "250ms", "30s", "5m", "1h", "7d"; sizes "64KiB", "10MiB".</summary>
internal sealed record Genes
{
    public required OrganismGenes Organism { get; init; }
    public required ListenGenes Listen { get; init; }
    /// <summary>Machines on which health cells may be born, in order of preference.</summary>
    public required IReadOnlyList<string> HealthHosts { get; init; }
    /// <summary>Machines that may run the frontier: the API cell on the first living one does.</summary>
    public required IReadOnlyList<string> FrontierHosts { get; init; }
    public required PoolGenes Pool { get; init; }
    public required IReadOnlyDictionary<Role, Population> Population { get; init; }
    public required LimitGenes Limits { get; init; }
    public required DivisionMode Division { get; init; }
    public required HomeostasisGenes Homeostasis { get; init; }
    public required CrawlerGenes Crawler { get; init; }
    public required ApiGenes Api { get; init; }
    public required QueueGenes Queue { get; init; }
    public required StoreGenes Store { get; init; }
    public required NotifyGenes Notify { get; init; }
}

/// <summary>How a person is told. User name, password and what else is secret: secrets.json, "health": smtp.user, smtp.password, webhook.url, webhook.key.</summary>
/// <param name="Webhook">Null: none, unless the secret webhook.url names one.</param>
/// <param name="Smtp">smtp://host:port (TLS by STARTTLS where it is offered) or smtps://host:port; null: no mail.</param>
/// <param name="Repeat">The first repetition comes after this, each later one after twice the time, at most a day.</param>
internal sealed record NotifyGenes(Uri? Webhook, Uri? Smtp, string From, IReadOnlyList<string> To, TimeSpan Repeat);

/// <param name="Name">What people call it: 1 to 40 of a-z, 0-9 and '-'.</param>
/// <param name="Contact">mailto: or https: address in the user agent of the crawler; null: only allowed private networks are crawled.</param>
internal sealed record OrganismGenes(string Name, Uri? Contact);

/// <summary>Default ports of born cells.</summary>
internal sealed record ListenGenes(int Public, int Tissue);

/// <param name="Keys">OpenSSH public key lines that the receptor accepts: one; two only while rotating, the new one first.</param>
/// <param name="Reserve">Blank machines that growth leaves alone.</param>
/// <param name="Check">Each spare machine is looked at once in so long; zero: never.</param>
internal sealed record PoolGenes(IReadOnlyList<string> Keys, int Reserve, TimeSpan Check, IReadOnlyList<PoolMachine> Machines);

/// <summary>A machine that the operator put at the organism's disposal.</summary>
internal sealed record PoolMachine
{
    /// <summary>Host name or address, with ":port" for an SSH port other than 22. The key of the entry.</summary>
    public required string Host { get; init; }
    /// <summary>SSH user: root, or one whose sudoers line allows the receptor only. Empty for founder machines.</summary>
    public required string User { get; init; }
    /// <summary>Pinned host key as an OpenSSH public key ("ssh-ed25519 AAAA…"). Empty for founder machines.</summary>
    public required string HostKey { get; init; }
    /// <summary>Networks that a cell on this machine may speak from.</summary>
    public required IReadOnlyList<IPNetwork> Addresses { get; init; }
    /// <summary>The URL under which clients reach it; null: http://host:port of the cell.</summary>
    public required Uri? Public { get; init; }
    public required decimal PricePerHour { get; init; }
    /// <summary>Mbit/s of its line; 0: what its kernel says.</summary>
    public int Uplink { get; init; }
    /// <summary>The box of founder cells: never a target of division.</summary>
    public required bool Founder { get; init; }
    /// <summary>Null: it always runs.</summary>
    public PowerGenes? Power { get; init; }
}

internal sealed record Population(int Min, int Max);

internal sealed record LimitGenes(int Cells, int Generations, int BirthsPerHour, decimal CostPerDay);

internal enum DivisionMode
{
    On,
    Advise,
    Paused,
}

/// <param name="Ideal">The load that a role is brought to; it grows above 1.2 times that or 0.6, and shrinks below two thirds of where it grows, or, where it has not grown for an hour, below 0.92 times that.</param>
/// <param name="Windows">All windows of time are so many times as long as usual.</param>
internal sealed record HomeostasisGenes(double Ideal, double Windows);

/// <summary>What clients from elsewhere may do at the public port.</summary>
/// <param name="Rate">Requests a second of one client address (IPv6: one /64) on average; 0: no bound. Ten seconds' worth may come at once.</param>
/// <param name="Proxies">Whose X-Forwarded-For is believed.</param>
/// <param name="Origins">Web origins whose scripts may read answers (CORS): "https://app.example.org", or "*" for all.</param>
internal sealed record ApiGenes(int Rate, IReadOnlyList<IPNetwork> Proxies, IReadOnlyList<string> Origins);

internal sealed record CrawlerGenes
{
    /// <summary>Least time between two requests to one host, 0 s to 1 h, when robots.txt asks for no longer one.</summary>
    public required TimeSpan Delay { get; init; }
    /// <summary>Other delays by host pattern ("docs.example.org", "*.example.org"); the longest matching pattern counts.</summary>
    public required IReadOnlyDictionary<string, TimeSpan> Delays { get; init; }
    /// <summary>Time for one whole request, 1 s to 5 min.</summary>
    public required TimeSpan Timeout { get; init; }
    /// <summary>Longest body read, after decompression.</summary>
    public required long MaxBytes { get; init; }
    /// <summary>Hosts worked on at once by one crawler.</summary>
    public required int Concurrency { get; init; }
    /// <summary>URLs asked for by all crawlers together, a second at most; 0: no bound.</summary>
    public required int Pace { get; init; }
    /// <summary>What is ready now should be fetched within so long: with it the number of ready URLs becomes a demand for crawlers.</summary>
    public required TimeSpan Horizon { get; init; }
    /// <summary>Time between two requests to one address on average, whatever hosts it serves; zero: no bound.</summary>
    public required TimeSpan AddressDelay { get; init; }
    /// <summary>New URLs of one host that are taken at most: what an endless site can cost.</summary>
    public required int UrlsPerHost { get; init; }
    /// <summary>No page is visited again sooner.</summary>
    public required TimeSpan RevisitLeast { get; init; }
    /// <summary>Every URL is visited again within so long; zero: none ever is.</summary>
    public required TimeSpan RevisitMost { get; init; }
    /// <summary>Links followed from a seed at most.</summary>
    public required int MaxDepth { get; init; }
    /// <summary>Networks that may be crawled although they are private, loopback or link-local.</summary>
    public required IReadOnlyList<IPNetwork> Allow { get; init; }
}
