using AngleSharp.Html.Parser;
using AngleSharp.Html.Parser.Tokens.Struct;
using AngleSharp.Text;
using Cell.Crawling.Tree;

namespace Cell.Crawling;

/// <summary>HTML to a tree, within bounds. For each tag AngleSharp looks through all open elements, and may copy all open formatting:
/// nesting costs its square. A page that goes beyond a bound ends where it did.</summary>
internal sealed class BoundedParser
{
    /// <summary>Open elements inside each other. Browsers show 512 levels.</summary>
    public const int MostDepth = 2_000;

    /// <summary>What the tree calls a template element.</summary>
    public const string Template = "x-template";

    // Dense pages of short tags take up to 80 bytes a letter.
    private const long MostBytes = 64 << 20;
    private const long MostBytesALetter = 100;
    private const int Between = 64;
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(10);

    // The bound on depth is ours: the parser's own moves elements up, but goes on looking through all that are open.
    private static readonly HtmlParserOptions Options = new()
    {
        IsScripting = false,
        MaximumDepth = int.MaxValue,
        DisableElementPositionTracking = true,
        SkipComments = true,
        SkipScriptText = true,
        SkipRawText = true,
        SkipProcessingInstructions = true,
    };

    private readonly PageElements elements = new();
    private readonly long mostBytes;
    private readonly long start = TimeProvider.System.GetTimestamp();
    private int tokens;
    private string cut = "";

    private BoundedParser(int letters) => mostBytes = GC.GetAllocatedBytesForCurrentThread() + MostBytes + (MostBytesALetter * letters);

    /// <returns>The tree, to be disposed, and why it ends before the page does; "" when it is whole.</returns>
    public static (PageTree Tree, string Cut) Parse(string html)
    {
        var bounds = new BoundedParser(html.Length);
        var parser = new HtmlParser(Options, bounds.elements.Context());
        var source = new TextSource(new ReadOnlyMemoryTextSource(html));
        try
        {
            return (parser.ParseDocument<PageTree, PageElement>(source, bounds.Take), bounds.cut);
        }
        catch (Exception fault) when (fault is NullReferenceException or InvalidOperationException or ArgumentException or IndexOutOfRangeException)
        {
            // A page that the library falls over is no reason to fetch it again and again.
            return (new PageTree(source, bounds.elements), $"cut: the parser failed: {fault.Message}");
        }
    }

    private TokenConsumptionResult Take(ref StructHtmlToken token, TokenConsumer next)
    {
        if (token.IsTag && token.Name == "template")
        {
            // The library parses its content into a fragment of its own nodes' type only. Nothing in it is of the page.
            token.Name = Template;
        }

        // An element has no parent while it is made: it is looked at after its token.
        next(ref token);
        if (++tokens % Between == 0)
        {
            cut = elements.Last?.Depth > MostDepth ? $"cut: nested deeper than {MostDepth} levels"
                : GC.GetAllocatedBytesForCurrentThread() > mostBytes ? "cut: its tags make a tree far larger than itself"
                : TimeProvider.System.GetElapsedTime(start) > MostTime ? $"cut: it took longer than {MostTime.TotalSeconds:0} s to parse"
                : "";
        }

        return cut.Length > 0 ? TokenConsumptionResult.Stop : TokenConsumptionResult.Continue;
    }
}
