using System.Net.Security;
using System.Net.Sockets;
using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Binary;

/// <summary>A crawler of the organism that the test itself is: it sees each acknowledgement as it comes.</summary>
internal sealed class OutsideCrawler : IDisposable
{
    private const int Slot = 5;
    private readonly CellId id = CellId.New(TimeProvider.System);
    private readonly Papers papers;
    private readonly string peer;
    private readonly TissueClient beats;
    private readonly TissueClient work;
    private int submitted;
    private long incarnation;
    private long sequence;
    private string nonce = "";

    public OutsideCrawler(OperatorFolder folder, int tissuePort)
    {
        papers = Papers.Good(folder, id, Slot, TimeProvider.System.GetUtcNow());
        peer = $"https://{Habitat.Host}:{tissuePort}";
        beats = new TissueClient(Handler);
        work = new TissueClient(Handler);
    }

    /// <summary>Local ports of the connection that carries pages and leases.</summary>
    public int WorkPort { get; private set; }

    /// <summary>Says that it lives, until the API lets it work.</summary>
    public async Task JoinAsync()
    {
        (incarnation, sequence, nonce) = (TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), 0, "");
        await Eventually.IsTrueAsync("leave to work", TimeSpan.FromSeconds(20), async () =>
        {
            await BeatAsync();
            try
            {
                await SubmitAsync(Page("join"), CancellationToken.None);
                return true;
            }
            catch (TissueException)
            {
                return false;
            }
        });
    }

    /// <summary>Goes on saying so.</summary>
    public async Task LiveAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), TimeProvider.System);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
            {
                await BeatAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // As it was told.
        }
    }

    /// <summary>Completes when the page is acknowledged.</summary>
    public Task SubmitAsync(CrawledPage page, CancellationToken cancellation) => SubmitAsync(peer, page, cancellation);

    /// <param name="api">The tissue address of any API.</param>
    public async Task SubmitAsync(string api, CrawledPage page, CancellationToken cancellation)
    {
        var receipt = await work.PostAsync(api, "/v1/pages", new PageBatch(1, [page]), TissueJson.Default.PageBatch, TissueJson.Default.PageReceipt, cancellation);
        Assert.That(receipt.Stored, Is.EqualTo(1));
    }

    /// <summary>Completes when all of them are acknowledged.</summary>
    public Task<PageReceipt> SubmitAsync(PageBatch batch) =>
        work.PostAsync(peer, "/v1/pages", batch, TissueJson.Default.PageBatch, TissueJson.Default.PageReceipt, CancellationToken.None);

    public async Task SubmitUntilItFailsAsync(Action<string> acknowledged, CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                var page = Page($"{++submitted:D6}");
                await SubmitAsync(page, cancellation);
                acknowledged(page.Url);
            }
        }
        catch (Exception fault) when (fault is TissueException or OperationCanceledException)
        {
            // The cell was killed: what it did not acknowledge may be lost.
        }
    }

    /// <summary>Completes when the frontier has so many links on disk that nobody knew: those of an outcome count whoever holds the host.</summary>
    /// <param name="scope">Where they lie.</param>
    public Task AddLinksAsync(string scope, int first, int count, CancellationToken cancellation)
    {
        var outcome = new UrlOutcome(scope, UrlState.NotPage, "sitemap", [.. Enumerable.Range(first, count).Select(number => $"{scope}an-article-of-some-length-{number}.html")]);
        return work.PostAsync(peer, "/v1/settle", new Settlement(1, id, new Uri(scope).Authority, 0, false, [outcome]), TissueJson.Default.Settlement, TissueJson.Default.SettleAnswer, cancellation);
    }

    /// <param name="mark">Stands in URL, title and text.</param>
    public static CrawledPage Page(string mark) => new(
        $"http://pages.test/{mark}.html",
        TimeProvider.System.GetUtcNow(),
        new string('0', 64),
        0,
        $"Title {mark}",
        "",
        "en",
        "",
        $"Text of page {mark}.",
        [],
        new Dictionary<string, string>());

    public void Dispose()
    {
        beats.Dispose();
        work.Dispose();
    }

    private async Task BeatAsync()
    {
        var answer = await beats.PostAsync(peer, "/v1/heartbeat", Beat(++sequence), TissueJson.Default.Heartbeat, TissueJson.Default.HeartbeatAnswer, CancellationToken.None);
        Assert.That(answer.Accepted, Is.True, answer.Refusal);
        nonce = answer.Nonce;
    }

    private Heartbeat Beat(long number)
    {
        var now = TimeProvider.System.GetUtcNow();
        var leaf = papers.Chain[0];
        var facts = new CellFacts([Role.Crawler], Habitat.Host, Slot, null, 0, "", leaf.SerialNumber, "", "", now, now.AddDays(1));
        var vitals = new CellVitals(null, null, new Dictionary<Role, double>(), 0, 0, 0, null, null);
        return new Heartbeat(1, id, incarnation, number, nonce, 0, 0, facts, vitals, false);
    }

    private SocketsHttpHandler Handler() => new()
    {
        UseProxy = false,
        ConnectCallback = async (context, cancellation) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(context.DnsEndPoint, cancellation);
            WorkPort = ((System.Net.IPEndPoint)socket.LocalEndPoint!).Port; // connected just before
            var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
            await stream.AuthenticateAsClientAsync(Encounter.Options(papers, SslApplicationProtocol.Http2), cancellation);
            return stream;
        },
    };
}
