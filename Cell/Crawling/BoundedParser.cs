using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Cell.Crawling;

/// <summary>HTML to a tree, within bounds. For each tag AngleSharp looks through all open elements, and may copy all open formatting:
/// nesting costs its square. A page that goes beyond a bound ends where it did.</summary>
internal sealed class BoundedParser : IDisposable
{
    /// <summary>Open elements inside each other. Browsers show 512 levels.</summary>
    public const int MostDepth = 2_000;

    // Dense pages of short tags take up to 80 bytes a letter.
    private const long MostBytes = 64 << 20;
    private const long MostBytesALetter = 100;
    private const int Between = 64;
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource end = new(MostTime, TimeProvider.System);
    private readonly long mostBytes;
    private IDocument? document;
    private IElement? last;
    private int made;
    private string cut = "";

    private BoundedParser(int letters) => mostBytes = GC.GetAllocatedBytesForCurrentThread() + MostBytes + (MostBytesALetter * letters);

    /// <returns>The tree, and why it ends before the page does; "" when it is whole.</returns>
    public static (IDocument Document, string Cut) Parse(string html)
    {
        using var parser = new BoundedParser(html.Length);
        return parser.Run(html);
    }

    public void Dispose() => end.Dispose();

    private (IDocument Document, string Cut) Run(string html)
    {
        // The bound on depth is ours: the parser's own moves elements up, but goes on looking through all that are open.
        var options = new HtmlParserOptions { IsScripting = false, MaximumDepth = int.MaxValue, OnCreated = (element, _) => Created(element) };
        try
        {
            // Asked for each token whether it shall end. A string is there already, so that nothing is waited for.
            return (new HtmlParser(options).ParseDocumentAsync(html, end.Token).GetAwaiter().GetResult(), "");
        }
        catch (OperationCanceledException) when (document is not null)
        {
            return (document, cut.Length > 0 ? cut : $"cut: it took longer than {MostTime.TotalSeconds:0} s to parse");
        }
    }

    // The new one has no parent yet: the one before has.
    private void Created(IElement element)
    {
        document ??= element.Owner;
        if (++made % Between == 0 && cut.Length == 0)
        {
            cut = IsTooDeep(last) ? $"cut: nested deeper than {MostDepth} levels"
                : GC.GetAllocatedBytesForCurrentThread() > mostBytes ? "cut: its tags make a tree far larger than itself"
                : "";
            if (cut.Length > 0)
            {
                end.Cancel();
            }
        }

        last = element;
    }

    private static bool IsTooDeep(INode? node)
    {
        var depth = 0;
        for (; node is not null && depth <= MostDepth; node = node.Parent)
        {
            depth++;
        }

        return depth > MostDepth;
    }
}
