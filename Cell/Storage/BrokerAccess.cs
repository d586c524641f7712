namespace Cell.Storage;

/// <summary>How a RabbitMQ broker is reached.</summary>
/// <param name="Prefix">That the names of all its queues begin with.</param>
/// <param name="Queues">So many, numbered from 0; one more takes what cannot be worked on.</param>
/// <param name="Password">Asked at each connection, for it may change.</param>
internal sealed record BrokerAccess(string Host, int Port, string VirtualHost, string User, ServerTls Tls, string Prefix, int Queues, Func<string> Password)
{
    public string Dead => $"{Prefix}.dead";

    public string Queue(int number) => $"{Prefix}.{number}";

    public override string ToString() => $"RabbitMQ ({VirtualHost} at {Host}:{Port})";
}

/// <summary>One message as it was delivered: it is the receiver's until it is acknowledged, given back, or its session ends.</summary>
/// <param name="Session">Of the connection that it came by; its tag means nothing in another.</param>
internal readonly record struct BrokerMessage(int Queue, string Text, ulong Tag, long Session);
