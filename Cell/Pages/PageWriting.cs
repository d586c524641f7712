using System.Globalization;
using Cell.Tissue;
using Lucene.Net.Index;

namespace Cell.Pages;

/// <summary>Writes pages into an index. What a page says of others by its links becomes a part of them later, when the log leaves time for it.</summary>
/// <param name="read">The index as it was before these.</param>
internal sealed class PageWriting(IndexWriter writer, IndexReader read)
{
    private static readonly HashSet<string> Named = [PageDocument.Url];

    private readonly TermLookup numbers = new(read, PageDocument.Id);
    private readonly LinksIn linksIn = new(read);

    /// <returns>Pages of which these say something else than before.</returns>
    public IReadOnlyCollection<string> Write(IEnumerable<CrawledPage> pages)
    {
        var relink = new HashSet<string>(StringComparer.Ordinal);
        foreach (var page in pages)
        {
            relink.UnionWith(Write(page));
        }

        return relink;
    }

    /// <summary>Some of the pages of which others say something else, read to be indexed anew.</summary>
    /// <param name="relink">All of them; those that are taken leave it.</param>
    /// <param name="find">Reads a page by its URL.</param>
    public IReadOnlyList<CrawledPage> TakeRelinked(HashSet<string> relink, Func<string, CrawledPage?> find, int most)
    {
        var fingerprints = MultiDocValues.GetNumericValues(read, PageDocument.LinkedBy);
        var pages = new List<CrawledPage>();
        foreach (var id in relink.Take(most).ToList())
        {
            relink.Remove(id);
            if (numbers.Document(id) is { } number
                && fingerprints?.Get(number) != PageDocument.Fingerprint(linksIn.Of(id))
                && find(read.Document(number, Named).Get(PageDocument.Url, CultureInfo.InvariantCulture)) is { State: PageState.Live } page)
            {
                pages.Add(page);
            }
        }

        return pages;
    }

    private IEnumerable<string> Write(CrawledPage page)
    {
        var id = PageId.Of(page.Url);
        var before = numbers.Document(id) is { } number ? LinksIn.SaidBy(read, number) : [];
        if (page.State == PageState.Gone)
        {
            writer.DeleteDocuments(new Term(PageDocument.Id, id));
            return LinkText.Changed(before, []);
        }

        var said = LinkText.Of(page);
        var language = Language.Of(page);
        writer.UpdateDocument(new Term(PageDocument.Id, id), PageDocument.Of(page, language, said, linksIn.Of(id)), Language.Named(language).Analyzer);
        return LinkText.Changed(before, said);
    }
}
