using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cell;

/// <summary>What Kestrel wants from a host.</summary>
internal sealed partial class CellHost
{
    /// <summary>Every request goes to its listener's door.</summary>
    private sealed class Reception(RequestDelegate open) : IHttpApplication<HttpContext>
    {
        public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

        public Task ProcessRequestAsync(HttpContext context) => open(context);

        public void DisposeContext(HttpContext context, Exception? exception)
        {
        }
    }

    /// <summary>Kestrel's TLS asks a container for types of its own, which only Kestrel can register and only with a builder.</summary>
    private sealed class KestrelServices : IWebHostBuilder, IMeterFactory
    {
        private readonly ServiceCollection services = new();

        public KestrelServices(ILoggerFactory loggers)
        {
            services.AddSingleton(loggers).AddSingleton<IMeterFactory>(this);
            this.UseKestrelCore();
            Provider = services.BuildServiceProvider();
        }

        public IServiceProvider Provider { get; }

        public IWebHostBuilder ConfigureServices(Action<IServiceCollection> configureServices)
        {
            configureServices(services);
            return this;
        }

        public Meter Create(MeterOptions options) => new(options);

        public void Dispose()
        {
        }

        public IWebHostBuilder ConfigureServices(Action<WebHostBuilderContext, IServiceCollection> configureServices) => throw new NotSupportedException();

        public IWebHostBuilder ConfigureAppConfiguration(Action<WebHostBuilderContext, IConfigurationBuilder> configureDelegate) => throw new NotSupportedException();

        public IWebHostBuilder UseSetting(string key, string? value) => throw new NotSupportedException();

        public string? GetSetting(string key) => null;

#pragma warning disable ASPDEPR008 // IWebHost is obsolete, but this interface, which Kestrel extends, still names it
        public IWebHost Build() => throw new NotSupportedException();
#pragma warning restore ASPDEPR008
    }
}
