using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Cell.Crawling.Tree;
using CsCheck;
using NUnit.Framework;

namespace Cell.Crawling;

/// <summary>Our tree is the one that the library builds of its own nodes.</summary>
internal sealed class PageTreeTests
{
    private static readonly string[] Tags =
    [
        "p", "b", "i", "a", "div", "tr", "td", "tbody", "caption", "ul", "li", "dl", "dt", "dd", "h1", "h2", "form", "button", "select", "option", "nobr", "font", "pre",
        "svg", "foreignObject", "desc", "math", "mi", "annotation-xml", "body", "html", "head", "title", "ruby", "rt", "applet", "marquee", "frameset", "noscript", "x-y",
    ];

    private static readonly string[] Pieces =
    [
        .. Tags.Select(tag => $"<{tag}>"), .. Tags.Select(tag => $"</{tag}>"),
        "text", " ", "<br>", "<hr>", "&amp;", "<input type=hidden>", "<a href=x>", "<b class=y>", "<!-- c -->", "<td><p>", "</p></table>",
    ];

    [TestCase("<p>one<p>two<table><tr><td>cell<b>bold</table>after")]
    [TestCase("<b><p>crossed</b>over</p><a href=1>first<a href=2>second")]
    [TestCase("<table>fostered<tr>too<td>cell</table>")]
    [TestCase("<svg><foreignObject><p>html</p></foreignObject><title>drawn</title></svg><math><mi>x<p>y")]
    [TestCase("<select><option>1<option>2</select><frameset><frame>")]
    [TestCase("<table><p>fostered <select><option>too</select></p><tr><td>cell</table>")]
    [TestCase("<div><table><tr><td><table><b>in the inner one</table></table>")]
    public void Is_as_the_library_builds_it(string html) => Assert.That(Ours(html), Is.EqualTo(Theirs(html)));

    [Test]
    public void Is_so_for_any_mixture_of_tags() => Gen.Int[0, Pieces.Length - 1].Array[0, 40].Select(picks => string.Concat(picks.Select(pick => Pieces[pick]))).Select(Gen.Bool, (html, inTable) => inTable ? "<div><table>" + html : html).Sample(html => Ours(html) == Theirs(html), iter: 3000);

    private static string Ours(string html)
    {
        var (tree, _) = BoundedParser.Parse(html);
        using (tree)
        {
            var text = new StringBuilder();
            foreach (var node in tree.Children)
            {
                Write(node, text);
            }

            return text.ToString();
        }
    }

    private static void Write(PageNode node, StringBuilder text)
    {
        switch (node)
        {
            case PageText words:
                text.Append(words.Span);
                break;
            case PageElement element:
                text.Append($"<{element.Name} {element["href"]}{element["class"]}>");
                foreach (var child in element.Children)
                {
                    Write(child, text);
                }

                text.Append('>');
                break;
        }
    }

    private static string Theirs(string html)
    {
        var text = new StringBuilder();
        using var document = new HtmlParser(new HtmlParserOptions { IsScripting = false }).ParseDocument(html);
        foreach (var node in document.ChildNodes)
        {
            Write(node, text);
        }

        return text.ToString();
    }

    private static void Write(INode node, StringBuilder text)
    {
        switch (node)
        {
            case IText words:
                text.Append(words.Data);
                break;
            case IElement element:
                text.Append($"<{element.LocalName} {element.GetAttribute("href")}{element.GetAttribute("class")}>");
                foreach (var child in element.ChildNodes)
                {
                    Write(child, text);
                }

                text.Append('>');
                break;
        }
    }
}
