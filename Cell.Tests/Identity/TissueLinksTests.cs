using System.Net;
using Cell.Genome;
using Cell.Tissue;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace Cell.Identity;

/// <summary>A kept connection to a cell that is revoked while it is open.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class TissueLinksTests
{
    private readonly TestOrganism organism = new();
    private readonly TestClock clock = new();
    private readonly List<string> refusals = [];
    private readonly TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Revocations revoked = Revocations.None;

    [TearDown]
    public void Forget() => organism.Dispose();

    [Test]
    public async Task Ends_with_the_revocation_and_no_new_one_is_made()
    {
        var peer = organism.Founder();
        await using var server = await ServeAsync(peer, context => Door.WriteAsync(context, new PaperVersion(1, 1, ""), TissueJson.Default.PaperVersion));
        var (client, links) = Client();
        using var closed = client;
        Assert.That((await AskAsync(client, server)).Version, Is.EqualTo(1));
        Revoke(peer);
        links.CutRevoked();
        foreach (var _ in Enumerable.Range(0, 2))
        {
            // The first may still fail with the connection that was cut.
            await Assert.ThatAsync(() => AskAsync(client, server), Throws.TypeOf<TissueException>().With.Property(nameof(TissueException.Status)).Null);
        }

        Assert.That(refusals, Has.Some.StartsWith($"cell {peer.Identity.Name} is revoked"));
    }

    [Test]
    public async Task An_answer_that_is_under_way_comes_too_late()
    {
        var peer = organism.Founder();
        await using var server = await ServeAsync(peer, HeldBackAsync);
        var (client, links) = Client();
        using var _ = client;
        var asking = AskAsync(client, server);
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(10));
        Revoke(peer);
        links.CutRevoked();
        await Assert.ThatAsync(() => asking.WaitAsync(TimeSpan.FromSeconds(5)), Throws.TypeOf<TissueException>());
        answered.SetResult();
    }

    [Test]
    public async Task A_good_peers_answer_that_is_under_way_still_comes()
    {
        await using var server = await ServeAsync(organism.Founder(), HeldBackAsync);
        var (client, links) = Client();
        using var _ = client;
        var asking = AskAsync(client, server);
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(10));
        Revoke(organism.Founder());
        links.CutRevoked();
        answered.SetResult();
        Assert.That((await asking.WaitAsync(TimeSpan.FromSeconds(10))).Version, Is.EqualTo(2));
    }

    private async Task HeldBackAsync(HttpContext context)
    {
        asked.TrySetResult();
        await answered.Task;
        await Door.WriteAsync(context, new PaperVersion(1, 2, ""), TissueJson.Default.PaperVersion);
    }

    private void Revoke(CellCredentials cell) => revoked = revoked.With(new Revocation(RevokedKind.Cell, cell.Identity.Name, "stolen", TestClock.Noon));

    private (TissueClient Client, TissueLinks Links) Client()
    {
        var own = organism.Founder(new CertificateFacts(TestGenes.Founder, 1, [Role.Crawler]));
        var tls = new TissueTls(() => own, Rules, refused => refusals.Add(refused.Reason));
        var links = new TissueLinks(identity => revoked.Strikes(identity));
        return (new TissueClient(() => TissueHandler.Of(() => tls, links)), links);
    }

    private LineageRules Rules() => organism.Rules() with { Now = clock.GetUtcNow(), Revoked = revoked };

    private static Task<PaperVersion> AskAsync(TissueClient client, WebApplication server) =>
        client.GetAsync(server.Urls.Single().Replace("http://", "https://", StringComparison.Ordinal), "/", TissueJson.Default.PaperVersion, CancellationToken.None);

    private async Task<WebApplication> ServeAsync(CellCredentials peer, RequestDelegate answer)
    {
        var tls = new TissueTls(() => peer, () => organism.Rules() with { Now = clock.GetUtcNow() }, _ => { });
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listener =>
        {
            listener.Protocols = HttpProtocols.Http2;
            listener.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = context => ValueTask.FromResult(tls.ForServer((context.Connection.RemoteEndPoint as IPEndPoint)?.Address, _ => { })) });
        }));
        var server = builder.Build();
        server.Run(answer);
        await server.StartAsync();
        return server;
    }
}
