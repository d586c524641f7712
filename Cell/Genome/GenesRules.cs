using System.Globalization;
using System.Text.RegularExpressions;

namespace Cell.Genome;

/// <summary>What single values look like, and what the sections promise each other.</summary>
internal static partial class GenesRules
{
    public static bool IsName(string text) => Name().IsMatch(text);

    public static bool IsHost(string text) => Host().Match(text) is { Success: true } match && (match.Groups["port"] is not { Success: true } port || ushort.TryParse(port.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0);

    public static bool IsHostPattern(string text) => IsHost(text.StartsWith("*.", StringComparison.Ordinal) ? text[2..] : text);

    public static bool IsPlainHost(string text) => IsHost(text) && Host().Match(text).Groups["port"] is not { Success: true };

    public static bool IsDatabaseName(string text) => DatabaseName().IsMatch(text);

    public static bool IsUser(string text) => User().IsMatch(text);

    public static bool IsSshKey(string text) => SshPublicKey.BlobOf(text) is not null;

    public static bool IsContact(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "mailto" or "https" && Printable().IsMatch(text);

    public static bool IsWebUrl(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && Printable().IsMatch(text);

    /// <summary>As a browser writes it in the header Origin (RFC 6454), or "*".</summary>
    public static bool IsOrigin(string text) => text == "*" || (IsWebUrl(text) && new Uri(text).GetLeftPart(UriPartial.Authority) == text);

    public static bool IsMailbox(string text) => Mailbox().IsMatch(text);

    public static bool IsMailServer(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "smtp" or "smtps" && uri is { Port: > 0, UserInfo: "", PathAndQuery: "" or "/" } && uri.Host.Length > 0 && Printable().IsMatch(text);

    public static IEnumerable<Fault> Check(Genes genes) => Machines(genes.Pool).Concat(HostLists(genes)).Concat(Numbers(genes)).Concat(Queue(genes)).Concat(Mail(genes.Notify));

    private static IEnumerable<Fault> Queue(Genes genes) => genes is { Queue.Kind: QueueKind.RabbitMq, Store.Kind: not StoreKind.Postgres }
        ? [new Fault("queue.kind", "\"rabbitmq\" needs store.kind \"postgres\": the URLs that are known lie in its database.")]
        : [];

    private static IEnumerable<Fault> Mail(NotifyGenes notify) =>
        notify.Smtp is not null && (notify.From.Length == 0 || notify.To.Count == 0) ? [new Fault("notify", "needs from and to where it has smtp.")]
        : notify.Smtp is null && (notify.From.Length > 0 || notify.To.Count > 0) ? [new Fault("notify", "needs smtp where it has from or to.")]
        : [];

    private static IEnumerable<Fault> Machines(PoolGenes pool)
    {
        var hosts = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var pins = new Dictionary<string, string>(StringComparer.Ordinal); // whatever their comments
        foreach (var (machine, at) in pool.Machines.Select((machine, index) => (machine, $"pool.machines[{index}]")))
        {
            if (machine.Host.Length == 0)
            {
                yield return new Fault($"{at}.host", "is needed: a host name or address.");
            }
            else if (!hosts.Add(machine.Host))
            {
                yield return new Fault($"{at}.host", $"{machine.Host} stands in the pool twice.");
            }

            if (machine.Addresses.Count == 0)
            {
                yield return new Fault($"{at}.addresses", "is needed: the networks that its cell speaks from, like \"192.0.2.7\".");
            }

            if (!machine.Founder && (machine.User.Length == 0 || machine.HostKey.Length == 0))
            {
                yield return new Fault(at, "needs user and hostKey, or \"founder\": true.");
            }

            if (machine is { Founder: true, Power: not null })
            {
                yield return new Fault($"{at}.power", "is for machines that are born on: a box of founder cells is not switched by its cells.");
            }

            if (machine.HostKey.Split(' ') is [_, var blob, ..] && !pins.TryAdd(blob, machine.Host))
            {
                yield return new Fault($"{at}.hostKey", $"is the key of {pins[blob]} too: one of them is a clone.");
            }
        }

        if (pool.Keys.Count > 2)
        {
            yield return new Fault("pool.keys", "must be one key, or two while rotating.");
        }
    }

    private static IEnumerable<Fault> HostLists(Genes genes)
    {
        var known = genes.Pool.Machines.Select(machine => machine.Host).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return Unknown("health.hosts", genes.HealthHosts).Concat(Unknown("frontier.hosts", genes.FrontierHosts));

        IEnumerable<Fault> Unknown(string key, IReadOnlyList<string> hosts) =>
            hosts.Where(host => !known.Contains(host)).Select(host => new Fault(key, $"{host} is not the host of a machine in pool.machines."));
    }

    private static IEnumerable<Fault> Numbers(Genes genes) => genes.Population
        .Where(pair => pair.Value.Min > pair.Value.Max)
        .Select(pair => new Fault($"population.{pair.Key.ToString().ToLowerInvariant()}", $"min {pair.Value.Min} is above max {pair.Value.Max}."));

    [GeneratedRegex(@"^[a-z0-9-]{1,40}\z")]
    private static partial Regex Name();

    [GeneratedRegex(@"^[A-Za-z0-9]([A-Za-z0-9._-]{0,252})(:(?<port>[0-9]{1,5}))?\z|^\[[0-9A-Fa-f:]+\](:(?<port>[0-9]{1,5}))?\z")]
    private static partial Regex Host();

    [GeneratedRegex(@"^[a-z_][a-z0-9_-]{0,31}\z")]
    private static partial Regex User();

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,63}\z")]
    private static partial Regex DatabaseName();

    [GeneratedRegex(@"^[!-~]+\z")]
    private static partial Regex Printable();

    [GeneratedRegex(@"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}\z")]
    private static partial Regex Mailbox();
}
