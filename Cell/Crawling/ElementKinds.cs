using System.Collections.Frozen;
using Cell.Crawling.Tree;

namespace Cell.Crawling;

/// <summary>What an element is to a reader of text and links.</summary>
internal enum ElementKind
{
    Inline,
    Block,
    Heading,
    /// <summary>a.</summary>
    Link,
    /// <summary>Quotes another's words, within a line.</summary>
    Quote,
    BlockQuote,
    /// <summary>Its attributes count, not what stands in it.</summary>
    Void,
    /// <summary>Its links count, its text is not shown.</summary>
    Silent,
    /// <summary>Nothing in it is of the page.</summary>
    Skipped,
}

/// <summary>The kinds of HTML's elements. Pure.</summary>
internal static class ElementKinds
{
    private static readonly FrozenDictionary<string, ElementKind> Kinds = new (ElementKind Kind, string[] Names)[]
    {
        (ElementKind.Block,
        [
            "html", "body", "main", "nav", "header", "footer", "aside", "p", "div", "li", "td", "th", "tr", "table", "caption", "pre", "dt", "dd", "section", "article", "ul", "ol", "dl",
            "figure", "figcaption", "address", "details", "summary", "form", "fieldset", "legend", "label", "center", "video", "audio", "menu", "search", "hgroup", "dialog",
        ]),
        (ElementKind.Heading, ["h1", "h2", "h3", "h4", "h5", "h6"]),
        (ElementKind.Link, ["a"]),
        (ElementKind.Quote, ["q", "cite"]),
        (ElementKind.BlockQuote, ["blockquote"]),
        (ElementKind.Void, ["title", "meta", "link", "base", "img", "area", "frame", "iframe", "br", "hr", "input", "wbr"]),
        (ElementKind.Silent, ["noscript", "select", "textarea"]),
        (ElementKind.Skipped, ["script", "style", BoundedParser.Template, "svg", "math", "object"]),
    }.SelectMany(row => row.Names.Select(name => (name, row.Kind))).ToFrozenDictionary(pair => pair.name, pair => pair.Kind, StringComparer.Ordinal);

    public static ElementKind Of(string name) => Kinds.GetValueOrDefault(name, ElementKind.Inline);

    /// <param name="around">What holds where it stands: an aside keeps all that is in it, but for main.</param>
    public static Zone ZoneOf(PageElement element, Zone around) => (element["role"], element.Name) switch
    {
        ("main", _) or (null, "main") => Zone.Main,
        ("navigation" or "banner" or "contentinfo" or "complementary" or "search" or "menu", _) or (null, "nav" or "footer" or "aside") => Zone.Aside,

        // A header in main or in an article is its own; the page's has its name and menus.
        (null, "header") when around == Zone.Body => Zone.Aside,
        _ => around,
    };
}
