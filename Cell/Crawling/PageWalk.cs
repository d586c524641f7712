using System.Text;
using Cell.Crawling.Tree;
using Cell.Tissue;

namespace Cell.Crawling;

/// <summary>Goes over a page's tree once, without recursion, in the order of the page.</summary>
/// <param name="url">Canonical URL of the page.</param>
internal sealed class PageWalk(string url) : IDisposable
{
    private const int MostNodes = 2_000_000;

    private readonly Stack<OpenElement> open = new();
    private readonly StringBuilder headings = new();
    private readonly PageLinks links = new(url);
    private readonly PageHead head = new();
    private readonly PageWords words = new();
    private string canonical = "", alt = "";
    private int inLink, silent, inHeading;

    public RobotsDirectives Robots => head.Robots;

    public void Over(PageTree tree)
    {
        if (tree.Root is not { } root)
        {
            return;
        }

        head.Language(root["lang"] ?? root["xml:lang"]);
        Enter(root);
        for (var count = 0; count < MostNodes && open.TryPop(out var level); count++)
        {
            if (level.Next == level.Element.Children.Count)
            {
                Leave(level);
                continue;
            }

            open.Push(level with { Next = level.Next + 1 });
            switch (level.Element.Children[level.Next])
            {
                case PageElement element:
                    Enter(element);
                    break;
                case PageText text when silent == 0:
                    words.Append(text.Span, inLink > 0);
                    break;
            }
        }
    }

    /// <param name="noFollow">None of its links may be followed.</param>
    public CrawledPage Onto(CrawledPage page, bool noFollow)
    {
        var (main, boilerplate) = words.Parts();
        return links.Onto(head.Onto(page), noFollow) with
        {
            Canonical = canonical,
            Headings = Clip.Start(headings.ToString(), PageBounds.Headings).TrimEnd(),
            Text = main,
            Boilerplate = boilerplate,
            Simhash = Simhash.Of(main),
        };
    }

    public void Dispose() => words.Dispose();

    private void Enter(PageElement element)
    {
        var level = new OpenElement(element, 0, words.At, words.Zone, -1);
        switch (ElementKinds.Of(element.Name))
        {
            case ElementKind.Void:
                Take(element);
                return;
            case ElementKind.Skipped:
                return;
            case ElementKind.Link when element["href"] is { } target:
                level = level with { Link = links.Link(target, IsNoFollow(element)) };
                inLink++;
                alt = "";
                break;
            case ElementKind.Silent:
                silent++;
                break;
            case ElementKind.Heading:
                inHeading++;
                words.Break();
                break;
            case ElementKind.Block or ElementKind.BlockQuote:
                words.Break();
                break;
        }

        words.Enter(ElementKinds.ZoneOf(element, words.Zone));
        open.Push(level);
    }

    private void Leave(OpenElement level)
    {
        var element = level.Element;
        switch (ElementKinds.Of(element.Name))
        {
            case ElementKind.Link when element["href"] is not null:
                inLink--;
                Name(level);
                break;
            case ElementKind.Silent:
                silent--;
                break;
            case ElementKind.Heading:
                // Of headings inside each other the outer one.
                if (--inHeading == 0 && headings.Length < PageBounds.Headings && words.Since(level.Start, PageBounds.Headings) is { Length: > 0 } text)
                {
                    headings.Append(text).Append('\n');
                }

                words.Break();
                break;
            case ElementKind.Quote:
                Cite(level);
                break;
            case ElementKind.BlockQuote:
                Cite(level);
                words.Break();
                break;
            case ElementKind.Block:
                words.Break();
                break;
        }

        words.Enter(level.Zone);
    }

    private void Name(OpenElement level)
    {
        var text = words.Since(level.Start, PageBounds.Label);
        text = text.Length > 0 ? text : alt;
        links.Name(level.Link, text);
        links.Pdf(level.Link, level.Element["type"], text);
        if (Has(level.Element, "author"))
        {
            head.Author(text);
        }
    }

    private void Cite(OpenElement level) => links.Cite(words.Since(level.Start, PageBounds.Citation), level.Element["cite"]);

    private void Take(PageElement element)
    {
        switch (element.Name)
        {
            case "title":
                head.Title(element);
                break;
            case "meta":
                head.Meta(element);
                Refresh(element);
                break;
            case "link":
                LinkElement(element);
                break;
            case "base" when element["href"] is { } href:
                links.Base(href);
                break;
            case "img":
                links.Image(element);
                alt = inLink > 0 && alt.Length == 0 ? Clip.Words(element["alt"], PageBounds.Label) : alt;
                break;
            case "area":
                links.Name(links.Link(element["href"], IsNoFollow(element)), Clip.Words(element["alt"], PageBounds.Label));
                break;
            case "frame" or "iframe":
                links.Name(links.Link(element["src"], false), Clip.Words(element["title"], PageBounds.Label));
                break;
            case "br" or "hr":
                words.Append(" ", false);
                break;
        }
    }

    // 0; url='next.html'
    private void Refresh(PageElement element)
    {
        if (string.Equals(element["http-equiv"], "refresh", StringComparison.OrdinalIgnoreCase)
            && element["content"] is { } content && content.IndexOf("url=", StringComparison.OrdinalIgnoreCase) is >= 0 and var at)
        {
            links.Link(content[(at + 4)..].Trim('\'', '"', ' '), false);
        }
    }

    private void LinkElement(PageElement element)
    {
        if (Has(element, "canonical"))
        {
            canonical = links.Resolve(element["href"]) ?? "";
        }
        else if (!(Has(element, "alternate") && links.Alternate(element)) && LinkRelations.MayBeFollowed(element["rel"]))
        {
            links.Link(element["href"], IsNoFollow(element));
        }
    }

    private static bool IsNoFollow(PageElement element) => Has(element, "nofollow");

    private static bool Has(PageElement element, string relation) => LinkRelations.Has(element["rel"], relation);

    /// <param name="Next">Number of its next child.</param>
    /// <param name="Start">Where its text begins.</param>
    /// <param name="Zone">What holds again after it.</param>
    /// <param name="Link">Its place among the links, -1: none.</param>
    private readonly record struct OpenElement(PageElement Element, int Next, int Start, Zone Zone, int Link);
}
