using Cell.Storage;
using Cell.Tissue;

namespace Cell.Pages;

/// <summary>A page store in a folder of its own, with its index running.</summary>
internal sealed class TestPages : IAsyncDisposable
{
    /// <summary>What there is: by the clock of the box, by which work is measured.</summary>
    public static readonly ProcessorShare Share = new(Environment.ProcessorCount, TimeProvider.System);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Func<string, IPageStore> open;
    private CancellationTokenSource stopping = new();
    private Task running = Task.CompletedTask;

    public TestPages()
        : this(folder => new EmbeddedPages(folder, TimeProvider.System, Share, EmbeddedPages.OpenIndexAsync(folder, TimeProvider.System, Share)))
    {
    }

    /// <param name="open">The store, which has that folder for itself.</param>
    public TestPages(Func<string, IPageStore> open)
    {
        this.open = open;
        Store = Open();
    }

    public TestFolder Folder { get; } = new();

    public IPageStore Store { get; private set; }

    public static CrawledPage Page(string url, string title, string text) =>
        new(url, TestClock.Noon, "00", 0, title, "", "en", "", text, [], new Dictionary<string, string>());

    public Task<PageReceipt> SubmitAsync(params CrawledPage[] pages) => Store.SubmitAsync(new PageBatch(1, pages), CancellationToken.None);

    /// <summary>Stores and waits until the index has them.</summary>
    public async Task IndexAsync(params CrawledPage[] pages)
    {
        await SubmitAsync(pages);
        var last = pages[^1].Url;
        await Eventually.IsTrueAsync(() => Search($"site:{CanonicalUrl.HostOf(last)}", 1, 1000).Hits.Any(hit => hit.Url == last), Patience, $"{last} was not indexed");
    }

    public CrawledPage? Find(string url) => Store.FindAsync(url, CancellationToken.None).GetAwaiter().GetResult();

    public (long UpTo, IReadOnlyList<FoundLinks> Links) LinksAfterCursor() => Store.LinksAfterCursorAsync(50, CancellationToken.None).GetAwaiter().GetResult();

    public SearchAnswer Search(string text) => Search(text, 1, 10);

    public SearchAnswer Search(string text, int page, int count) => Store.SearchAsync(new SearchQuery(text, page, count), CancellationToken.None).GetAwaiter().GetResult();

    /// <summary>The addresses found, in their order.</summary>
    public IReadOnlyList<string> Found(string text) => [.. Search(text).Hits.Select(hit => hit.Url)];

    public async Task RestartAsync(Action between)
    {
        await CloseAsync();
        between();
        stopping = new CancellationTokenSource();
        Store = Open();
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        Folder.Dispose();
    }

    private IPageStore Open()
    {
        var store = open(Folder.Path);
        var token = stopping.Token;
        running = Task.Run(() => store.RunAsync(token), CancellationToken.None);

        // One over the network knows its figures when it has answered.
        _ = store.FindAsync("http://first.test/", CancellationToken.None).GetAwaiter().GetResult();
        return store;
    }

    private async Task CloseAsync()
    {
        await stopping.CancelAsync();
        try
        {
            await running;
        }
        catch (OperationCanceledException)
        {
            // As it was told.
        }

        stopping.Dispose();
        await Store.DisposeAsync();
    }
}
