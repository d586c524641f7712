using System.Text;
using AngleSharp.Dom;
using Cell.Tissue;

namespace Cell.Crawling;

/// <summary>HTML to what is searched and followed. Bounded: so is its tree, which is walked without recursion, and only its first nodes count.</summary>
internal static class PageReader
{
    private const int MostNodes = 2_000_000;
    private const int MostLinked = 1_300_000;

    private static readonly HashSet<string> Silent = new(StringComparer.OrdinalIgnoreCase) { "script", "style", "noscript", "template", "svg", "iframe", "object", "select", "textarea" };
    private static readonly HashSet<string> Blocks = new(StringComparer.OrdinalIgnoreCase)
    {
        "p", "div", "li", "td", "th", "tr", "table", "pre", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "dt", "dd", "section", "article", "blockquote", "ul", "ol", "dl",
    };

    /// <param name="url">Canonical URL of the page.</param>
    /// <param name="robotsHeader">X-Robots-Tag, "" if there was none.</param>
    public static PageReading Read(string url, string html, string robotsHeader)
    {
        var (document, cut) = BoundedParser.Parse(html);
        using (document)
        {
            var read = new Walk(url, robotsHeader);
            read.Over(document);
            return read.Result() with { Cut = cut };
        }
    }

    private sealed class Walk(string url, string robotsHeader)
    {
        private readonly StringBuilder text = new();
        private readonly StringBuilder headings = new();
        private readonly OrderedDictionary<string, PageLink> links = new(StringComparer.Ordinal);
        private Url address = new(url);
        private string title = "", description = "", language = "", canonical = "", robots = robotsHeader;
        private bool based;
        private int weight;
        private IElement? heading;

        // Each level holds the number of its next child: asking a node for its next sibling looks through all of them.
        public void Over(IDocument document)
        {
            language = document.DocumentElement?.GetAttribute("lang")?.Trim() ?? "";
            var open = new Stack<(INode Node, int Next)>();
            if (document.DocumentElement is { } top && Enter(top))
            {
                open.Push((top, 0));
            }

            for (var count = 0; count < MostNodes && open.TryPop(out var level); count++)
            {
                if (level.Next == level.Node.ChildNodes.Length)
                {
                    Left(level.Node);
                    continue;
                }

                open.Push((level.Node, level.Next + 1));
                var child = level.Node.ChildNodes[level.Next];
                if (child is IElement element ? Enter(element) : Text(child))
                {
                    open.Push((child, 0));
                }
                else
                {
                    Left(child);
                }
            }
        }

        public PageReading Result() => new(
            url,
            canonical,
            Cut(title, PageBounds.Field),
            Cut(description, PageBounds.Field),
            language.Length <= PageBounds.Language ? language : "",
            Cut(headings.ToString(), PageBounds.Headings).TrimEnd(),
            Cut(text.ToString(), PageBounds.Text).TrimEnd(),
            [.. links.Values.Select(link => Says("nofollow") ? link with { NoFollow = true } : link)],
            Says("noindex"));

        // "none" is noindex and nofollow.
        private bool Says(string rule) => robots.Split([',', ' ', ':'], StringSplitOptions.RemoveEmptyEntries).Any(word =>
            word.Equals(rule, StringComparison.OrdinalIgnoreCase) || word.Equals("none", StringComparison.OrdinalIgnoreCase));

        /// <returns>Whether its children are of interest.</returns>
        private bool Enter(IElement element)
        {
            var name = element.LocalName;
            switch (name)
            {
                case "title" when title.Length == 0 && element.NamespaceUri == NamespaceNames.HtmlUri:
                    title = Collapse(element.TextContent);
                    return false;
                case "base" when !based && element.GetAttribute("href") is { } href:
                    based = true;
                    address = CanonicalUrl.Against(address, href) is { } moved ? new Url(moved) : address;
                    return false;
                case "meta":
                    Meta(element);
                    return false;
                case "link":
                    LinkElement(element);
                    return false;
                case "a" or "area":
                    Follow(element.GetAttribute("href"), element.GetAttribute("rel"));
                    break;
                case "frame" or "iframe":
                    Follow(element.GetAttribute("src"), null);
                    break;
            }

            if (Blocks.Contains(name))
            {
                Space();
            }

            if (name is ['h', >= '1' and <= '6'] && heading is null && headings.Length < PageBounds.Headings)
            {
                heading = element;
            }

            return !Silent.Contains(name);
        }

        private bool Text(INode node)
        {
            if (node is IText { Data: var data } && text.Length < PageBounds.Text)
            {
                foreach (var letter in data)
                {
                    Append(text, letter);
                    if (heading is not null && headings.Length < PageBounds.Headings)
                    {
                        Append(headings, letter);
                    }
                }
            }

            return false;
        }

        private void Space()
        {
            Append(text, ' ');
            if (heading is not null)
            {
                Append(headings, ' ');
            }
        }

        // White space as one space, and none at the start of a line.
        private static void Append(StringBuilder to, char letter)
        {
            if (!char.IsWhiteSpace(letter))
            {
                to.Append(letter);
            }
            else if (to.Length > 0 && to[^1] is not (' ' or '\n'))
            {
                to.Append(' ');
            }
        }

        // A heading's text is gathered on the way: asking each nested one for its content would walk the same nodes again and again.
        private void Left(INode node)
        {
            if (node == heading)
            {
                heading = null;
                if (headings.Length > 0 && headings[^1] == ' ')
                {
                    headings.Length--;
                }

                if (headings.Length > 0 && headings[^1] != '\n')
                {
                    headings.Append('\n');
                }
            }
        }

        private void Meta(IElement element)
        {
            var content = element.GetAttribute("content") ?? "";
            switch (element.GetAttribute("name")?.ToLowerInvariant())
            {
                case "description":
                    description = Collapse(content);
                    break;
                case "robots" or "cell":
                    robots += "," + content;
                    break;
            }

            if (string.Equals(element.GetAttribute("http-equiv"), "refresh", StringComparison.OrdinalIgnoreCase)
                && content.IndexOf("url=", StringComparison.OrdinalIgnoreCase) is >= 0 and var at)
            {
                Follow(content[(at + 4)..].Trim('\'', '"', ' '), null);
            }
        }

        private void LinkElement(IElement element)
        {
            var relation = element.GetAttribute("rel")?.ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
            if (relation.Contains("canonical"))
            {
                canonical = CanonicalUrl.Against(address, element.GetAttribute("href") ?? "") ?? "";
            }
            else if (relation.Any(word => word is "next" or "prev" or "previous" or "up" or "home" or "start" or "contents" or "index" or "chapter" or "section" or "glossary" or "copyright" or "help" or "top" or "alternate" or "search" or "author" or "license"))
            {
                Follow(element.GetAttribute("href"), element.GetAttribute("rel"));
            }
        }

        private void Follow(string? target, string? relation)
        {
            if (target is null || links.Count >= PageBounds.Links || CanonicalUrl.Against(address, target.Trim()) is not { } found || weight + found.Length > MostLinked)
            {
                return;
            }

            var noFollow = relation?.Contains("nofollow", StringComparison.OrdinalIgnoreCase) ?? false;
            if (links.TryAdd(found, new PageLink(found, "", noFollow)))
            {
                weight += found.Length;
            }
            else if (!noFollow)
            {
                links[found] = links[found] with { NoFollow = false };
            }
        }

        private static string Collapse(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

        private static string Cut(string text, int most) => text.Length <= most ? text : text[..most];
    }
}
