using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Cell;

/// <summary>A web server on loopback, on a port of its own, that remembers what it was asked.</summary>
internal sealed class TestSite : IAsyncDisposable
{
    private readonly WebApplication app;

    private TestSite(WebApplication app) => this.app = app;

    /// <summary>"http://127.0.0.1:port".</summary>
    public string Origin => app.Urls.Single();

    /// <summary>Path and query of each request, in the order of their arrival.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>Headers of the last request.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; private set; } = new Dictionary<string, string>();

    public static async Task<TestSite> StartAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxResponseBufferSize = null;
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        var site = new TestSite(builder.Build());
        site.app.Run(context =>
        {
            site.Asked.Enqueue(context.Request.Path + context.Request.QueryString);
            site.Headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString());
            return answer(context);
        });
        await site.app.StartAsync();
        return site;
    }

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        await app.StopAsync(patience.Token);
        await app.DisposeAsync();
    }
}
