using Cell.Crawling.Tree;
using Cell.Tissue;

namespace Cell.Crawling;

/// <summary>What a page says of itself: title, description, author, language, and what it asks of robots.</summary>
internal sealed class PageHead
{
    // Dublin Core, Highwire Press and Open Graph as found on documentation, papers and the press.
    private static readonly string[] Authors = ["author", "dc.creator", "dcterms.creator", "citation_author", "article:author"];

    private readonly List<string> authors = [];
    private string title = "", description = "", summary = "", language = "";

    public RobotsDirectives Robots { get; private set; }

    /// <summary>The first counts, and only one of HTML's: drawings have titles too.</summary>
    public void Title(PageElement element)
    {
        if (title.Length == 0)
        {
            title = Clip.Words(string.Concat(element.Children.OfType<PageText>().Select(text => text.Span.ToString())), PageBounds.Field);
        }
    }

    public void Language(string? written)
    {
        var tag = written?.Trim() ?? "";
        if (language.Length == 0 && tag.Length <= PageBounds.Language && tag.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-'))
        {
            language = tag;
        }
    }

    public void Meta(PageElement element)
    {
        var content = element["content"] ?? "";
        var name = (element["name"] ?? element["property"] ?? "").ToLowerInvariant();
        switch (name)
        {
            case "description":
                description = Clip.Words(content, PageBounds.Field);
                break;
            case "og:description":
                summary = Clip.Words(content, PageBounds.Field);
                break;
            case "robots" or Fetcher.ProductInLowerCase:
                Robots |= RobotsDirectives.OfMeta(content);
                break;
            default:
                if (Authors.Contains(name))
                {
                    Author(Clip.Words(content, PageBounds.Field));
                }

                break;
        }

        if (string.Equals(element["http-equiv"], "content-language", StringComparison.OrdinalIgnoreCase))
        {
            Language(content);
        }
    }

    public void Author(string name)
    {
        if (name.Length > 0 && !authors.Contains(name) && authors.Sum(known => known.Length + 2) + name.Length <= PageBounds.Field)
        {
            authors.Add(name);
        }
    }

    public CrawledPage Onto(CrawledPage page) => page with
    {
        Title = title,
        Description = description.Length > 0 ? description : summary,
        Author = string.Join(", ", authors),
        Language = language,
    };
}
