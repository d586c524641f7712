using System.Collections.Frozen;
using AngleSharp;
using AngleSharp.Common;
using AngleSharp.Dom;
using AngleSharp.Html.Construction;
using AngleSharp.Html.Parser;
using AngleSharp.Text;

namespace Cell.Crawling.Tree;

/// <summary>Makes one tree's elements for the parser. How an element takes part in parsing (its flags) is asked of the library's own elements.</summary>
internal sealed class PageElements : IDomConstructionElementFactory<PageTree, PageElement>
{
    private static readonly IDocument Library = new HtmlParser().ParseDocument("");

    private static readonly FrozenDictionary<string, NodeFlags> Html = Flags(
        NamespaceNames.HtmlUri,
        "a", "abbr", "acronym", "address", "applet", "area", "article", "aside", "audio", "b", "base", "basefont", "bdi", "bdo", "bgsound", "big", "blink", "blockquote", "body", "br",
        "button", "canvas", "caption", "center", "cite", "code", "col", "colgroup", "data", "datalist", "dd", "del", "details", "dfn", "dialog", "dir", "div", "dl", "dt", "em", "embed",
        "fieldset", "figcaption", "figure", "font", "footer", "form", "frame", "frameset", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hgroup", "hr", "html", "i", "iframe",
        "image", "img", "input", "ins", "isindex", "kbd", "keygen", "label", "legend", "li", "link", "listing", "main", "map", "mark", "marquee", "menu", "menuitem", "meta", "meter",
        "nav", "nobr", "noembed", "noframes", "noscript", "object", "ol", "optgroup", "option", "output", "p", "param", "picture", "plaintext", "pre", "progress", "q", "rb", "rp", "rt",
        "rtc", "ruby", "s", "samp", "script", "search", "section", "select", "slot", "small", "source", "span", "strike", "strong", "style", "sub", "summary", "sup", "table", "tbody",
        "td", "template", "textarea", "tfoot", "th", "thead", "time", "title", "tr", "track", "tt", "u", "ul", "var", "video", "wbr", "xmp");

    private static readonly FrozenDictionary<string, NodeFlags> Svg = Flags(NamespaceNames.SvgUri, "svg", "foreignObject", "desc", "title", "g", "a");
    private static readonly FrozenDictionary<string, NodeFlags> Math = Flags(NamespaceNames.MathMlUri, "math", "mi", "mo", "mn", "ms", "mtext", "annotation-xml", "mrow");

    private static readonly NodeFlags Unknown = Library.CreateElement("x").Flags;
    private static readonly NodeFlags OtherSvg = Svg["g"];
    private static readonly NodeFlags OtherMath = Math["mrow"];

    /// <summary>The youngest element; null before the first.</summary>
    public PageElement? Last { get; private set; }

    /// <summary>The youngest table.</summary>
    public PageElement? Table { get; private set; }

    /// <summary>What a parser is given to build by these.</summary>
    public IBrowsingContext Context() => BrowsingContext.New(new Configuration([this]));

    public PageElement Create(PageTree document, StringOrMemory localName, StringOrMemory prefix, NodeFlags flags)
    {
        var name = localName.ToString();
        return Made(new PageElement(name, NamespaceNames.HtmlUri, flags | Html.GetValueOrDefault(name, Unknown)));
    }

    public PageElement CreateUnknown(PageTree document, StringOrMemory tagName) => Create(document, tagName, default, NodeFlags.None);

    public PageElement CreateNoScript(PageTree document, bool scripting) => Create(document, "noscript", default, NodeFlags.None);

    public IConstructableMetaElement CreateMeta(PageTree document) => Create(document, "meta", default, NodeFlags.None);

    public IConstructableFrameElement CreateFrame(PageTree document) => Create(document, "frame", default, NodeFlags.None);

    public IConstructableScriptElement CreateScript(PageTree document, bool parserInserted, bool started) => Made(new PageScript(Html["script"]));

    public IConstructableTemplateElement CreateTemplate(PageTree document) => Made(new PageTemplate(Html["template"]));

    public IConstructableFormElement CreateForm(PageTree document) => Made(new PageForm(Html["form"]));

    public IConstructableMathElement CreateMath(PageTree document, StringOrMemory name) =>
        Made(new PageElement(name, NamespaceNames.MathMlUri, Math.GetValueOrDefault(name.ToString(), OtherMath)));

    public IConstructableSvgElement CreateSvg(PageTree document, StringOrMemory name) =>
        Made(new PageElement(name, NamespaceNames.SvgUri, Svg.GetValueOrDefault(name.ToString(), OtherSvg)));

    public IConstructableNode CreateDocumentType(PageTree document, StringOrMemory name, StringOrMemory publicIdentifier, StringOrMemory systemIdentifier) => new PageDoctype();

    public PageTree CreateDocument(TextSource source, IBrowsingContext? context) => new(source, this);

    private T Made<T>(T element)
        where T : PageElement
    {
        Last = element;
        Table = element.Name == "table" ? element : Table;
        return element;
    }

    private static FrozenDictionary<string, NodeFlags> Flags(string space, params string[] names) =>
        names.ToFrozenDictionary(name => name, name => Library.CreateElement(space, name).Flags, StringComparer.Ordinal);
}
