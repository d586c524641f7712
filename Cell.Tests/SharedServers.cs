using Cell.Storage;
using NUnit.Framework;

namespace Cell;

/// <summary>Servers that many tests share end with the last of them.</summary>
[SetUpFixture]
internal sealed class SharedServers
{
    [OneTimeTearDown]
    public void Forget()
    {
        PostgresServer.Forget();
        RabbitServer.Forget();
    }
}
