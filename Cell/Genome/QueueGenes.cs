using System.Globalization;
using Cell.Storage;

namespace Cell.Genome;

internal enum QueueKind
{
    /// <summary>One API cell runs it, on its own disk.</summary>
    Embedded,
    /// <summary>All API cells run it together, by a RabbitMQ broker and the database of the store.</summary>
    RabbitMq,
}

/// <summary>Where the queue of URLs is kept. The password: secrets.json, "api": queue.password.</summary>
/// <param name="Host">Of the RabbitMQ broker; "" only where the queue is embedded.</param>
/// <param name="VirtualHost">That the queues lie in.</param>
internal sealed record QueueGenes(QueueKind Kind, string Host, int Port, string VirtualHost, string User, ServerTls Tls)
{
    public static QueueGenes Read(GenesSection section)
    {
        var tls = Enum.Parse<ServerTls>(section.Text("tls", "verify", "\"verify\", \"require\" or \"off\"", text => text is "verify" or "require" or "off"), ignoreCase: true);
        var queue = new QueueGenes(
            Enum.Parse<QueueKind>(section.Text("kind", "embedded", "\"embedded\" or \"rabbitmq\"", text => text is "embedded" or "rabbitmq"), ignoreCase: true),
            section.Text("host", "", "a host name or address", GenesRules.IsPlainHost),
            section.Number("port", tls == ServerTls.Off ? 5672 : 5671, 1, 65535),
            section.Text("virtualHost", "/", "1 to 255 characters without control characters", IsVirtualHost),
            section.Text("user", "cell", "a name of 1 to 63 letters, digits, '_' and '-'", GenesRules.IsDatabaseName),
            tls);
        if (queue is { Kind: QueueKind.RabbitMq, Host: "" })
        {
            section.Fault("host", "is needed where kind is \"rabbitmq\": a host name or address.");
        }

        section.Done();
        return queue;
    }

    public IEnumerable<(string Key, string Value)> Lines(Func<string, string> orNothing) =>
    [
        ("queue.kind", Kind.ToString().ToLowerInvariant()),
        ("queue.host", orNothing(Host)),
        ("queue.port", Port.ToString(CultureInfo.InvariantCulture)),
        ("queue.virtualHost", VirtualHost),
        ("queue.user", User),
        ("queue.tls", Tls.ToString().ToLowerInvariant()),
    ];

    private static bool IsVirtualHost(string text) => text.Length is > 0 and <= 255 && !text.Any(char.IsControl);
}
