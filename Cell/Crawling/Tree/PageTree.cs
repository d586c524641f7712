using AngleSharp.Common;
using AngleSharp.Dom;
using AngleSharp.Html.Construction;
using AngleSharp.Html.Parser.Tokens.Struct;
using AngleSharp.Text;

namespace Cell.Crawling.Tree;

/// <summary>The whole tree.</summary>
/// <param name="elements">That were made for it.</param>
internal sealed class PageTree(TextSource source, PageElements elements) : PageNode(NodeFlags.None), IConstructableDocument, IDisposable
{
    public PageElement? Root => Children.OfType<PageElement>().FirstOrDefault();

    public TextSource Source => source;

    public IDisposable? Builder { get; set; }

    public QuirksMode QuirksMode { get; set; }

    public IConstructableElement? Head => Root?.Children.OfType<PageElement>().FirstOrDefault(element => element.Name == "head");

    public IConstructableElement DocumentElement => Root!; // asked for when there is one

    public bool IsLoading => false;

    public override StringOrMemory NodeName => "#document";

    // What stands in a table and may not goes before it. AngleSharp (1.10.3, HtmlDomBuilder.AddElementWithFoster) looks for a table of its own
    // nodes' type, finds none, and gives it to the document.
    public override void AddNode(IConstructableNode node)
    {
        if (node is PageElement && Root is not null && elements.Table is { Parent: { } parent } table)
        {
            parent.InsertBefore(table, node);
        }
        else
        {
            base.AddNode(node);
        }
    }

    public void Dispose()
    {
        Builder?.Dispose();
        source.Dispose();
    }

    public void PerformMicrotaskCheckpoint()
    {
    }

    public void ProvideStableState()
    {
    }

    public void AddComment(ref StructHtmlToken token)
    {
    }

    public void TrackError(Exception exception)
    {
    }

    public Task WaitForReadyAsync(CancellationToken cancelToken) => Task.CompletedTask;

    public Task FinishLoadingAsync() => Task.CompletedTask;

    public void ApplyManifest()
    {
    }

    void IConstructableDocument.Clear() => Clear();
}
