using System.Globalization;
using Cell.Crawling.Tree;
using Cell.Tissue;

namespace Cell.Crawling;

/// <summary>What a page points to, within bounds: links once each, images, feeds, other forms of itself, PDFs, quoted works.</summary>
/// <param name="url">Canonical URL of the page.</param>
internal sealed class PageLinks(string url)
{
    // The rest is for the fields of the page.
    private const int Most = PageBounds.Letters - PageBounds.Text - 100_000;

    private static readonly string[] Feeds = ["application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"];

    private readonly List<PageLink> links = [];
    private readonly Dictionary<string, int> places = new(StringComparer.Ordinal);
    private readonly List<PageImage> images = [];
    private readonly List<PageReference> references = [];
    private readonly List<Citation> citations = [];
    private BaseUrl address = new(url);
    private bool based;
    private int room = Most;

    /// <summary>Takes the first base element's address; others do not count.</summary>
    public void Base(string href)
    {
        if (!based)
        {
            based = true;
            address = Resolve(href) is { } moved ? new BaseUrl(moved) : address;
        }
    }

    /// <returns>Null: no http(s) URL.</returns>
    public string? Resolve(string? target) => target is null ? null : address.Resolve(target.Trim());

    /// <summary>Notes the link where it stands; its text may come later.</summary>
    /// <returns>Its place among the links, -1: it is none, or there is no room.</returns>
    public int Link(string? target, bool noFollow)
    {
        if (Resolve(target) is not { } found)
        {
            return -1;
        }

        if (places.TryGetValue(found, out var place))
        {
            // It may be followed if one of those that name it says so.
            links[place] = links[place] with { NoFollow = links[place].NoFollow && noFollow };
            return place;
        }

        if (links.Count >= PageBounds.Links || !Take(found.Length))
        {
            return -1;
        }

        places.Add(found, links.Count);
        links.Add(new PageLink(found, "", noFollow));
        return links.Count - 1;
    }

    /// <summary>Of the texts of links to one address the first counts.</summary>
    public void Name(int place, string text)
    {
        if (place >= 0 && links[place].Text.Length == 0 && Take(text.Length))
        {
            links[place] = links[place] with { Text = text };
        }
    }

    public void Image(PageElement element)
    {
        if (images.Count < PageBounds.Images && Resolve(element["src"]) is { } found)
        {
            var alt = Clip.Words(element["alt"], PageBounds.Label);
            if (Take(found.Length + alt.Length))
            {
                images.Add(new PageImage(found, alt, Pixels(element["width"]), Pixels(element["height"])));
            }
        }
    }

    /// <summary>A link element with rel=alternate.</summary>
    /// <returns>Whether it is a feed: nothing to be followed.</returns>
    public bool Alternate(PageElement element)
    {
        var isFeed = Feeds.Contains(element["type"], StringComparer.OrdinalIgnoreCase);
        Refer(isFeed ? ReferenceKind.Feed : ReferenceKind.Alternate, Resolve(element["href"]), isFeed ? element["title"] : element["hreflang"] ?? element["media"] ?? element["type"]);
        return isFeed;
    }

    /// <summary>A link to a PDF, by its type or by its address.</summary>
    public void Pdf(int place, string? type, string text)
    {
        if (place >= 0 && (string.Equals(type, "application/pdf", StringComparison.OrdinalIgnoreCase) || IsPdf(links[place].Url))
            && !references.Exists(known => known.Kind == ReferenceKind.Pdf && known.Url == links[place].Url))
        {
            Refer(ReferenceKind.Pdf, links[place].Url, text);
        }
    }

    public void Cite(string text, string? source)
    {
        var work = Resolve(source) ?? "";
        if (citations.Count < PageBounds.Citations && text.Length > 0 && Take(text.Length + work.Length))
        {
            citations.Add(new Citation(text, work));
        }
    }

    /// <param name="noFollow">None of its links may be followed.</param>
    public CrawledPage Onto(CrawledPage page, bool noFollow) => page with
    {
        Links = noFollow ? [.. links.Select(link => link with { NoFollow = true })] : links,
        Images = images,
        References = references,
        Citations = citations,
    };

    private void Refer(ReferenceKind kind, string? target, string? label)
    {
        if (target is not null && references.Count < PageBounds.References)
        {
            var words = Clip.Words(label, PageBounds.Label);
            if (Take(target.Length + words.Length))
            {
                references.Add(new PageReference(kind, target, words));
            }
        }
    }

    private bool Take(int letters)
    {
        var has = letters <= room;
        room -= has ? letters : 0;
        return has;
    }

    private static bool IsPdf(string found)
    {
        var query = found.IndexOf('?', StringComparison.Ordinal);
        return found.AsSpan(0, query < 0 ? found.Length : query).EndsWith(".pdf", StringComparison.OrdinalIgnoreCase);
    }

    // "640", "640px"; "50%" says nothing.
    private static int Pixels(string? written)
    {
        var number = written.AsSpan().Trim();
        number = number.EndsWith("px", StringComparison.OrdinalIgnoreCase) ? number[..^2] : number;
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var pixels) ? pixels : 0;
    }
}
