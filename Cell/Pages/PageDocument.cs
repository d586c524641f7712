using System.Globalization;
using Cell.Tissue;
using Lucene.Net.Documents;
using Lucene.Net.Index;

namespace Cell.Pages;

/// <summary>A page as Lucene.NET indexes it.</summary>
internal static class PageDocument
{
    /// <summary>Another one when documents are made otherwise: an index of other documents is made anew.</summary>
    public const string Form = "5";

    public const string Id = "id";
    public const string Url = "url";
    public const string Lang = "lang";
    public const string Stems = "stems";
    public const string Order = "order";
    public const string LinkedBy = "linkedBy";

    public static readonly (string Field, float Boost)[] Searched = [("title", 4f), ("links", 3f), ("headings", 2f), ("address", 1.5f), ("text", 1f)];

    /// <param name="language">That it is in (<see cref="Language.Of(CrawledPage)"/>).</param>
    /// <param name="said">What it says of others (<see cref="LinkText.Of"/>).</param>
    /// <param name="linksIn">What other pages say of it.</param>
    public static Document Of(CrawledPage page, string language, IReadOnlyList<LinkText> said, IReadOnlyList<string> linksIn)
    {
        var document = new Document
        {
            new StringField(Id, PageId.Of(page.Url), Field.Store.NO),
            new StoredField(Url, page.Url),
            new StringField(Lang, language, Field.Store.YES),
            new StringField(Stems, Language.Named(language).Code, Field.Store.NO),
            new NumericDocValuesField("hash", Bits(page.Hash)),
            new NumericDocValuesField("simhash", Bits(page.Simhash)),
            new NumericDocValuesField(Order, Bits(PageId.Of(page.Url))),
            new NumericDocValuesField(LinkedBy, Fingerprint(linksIn)),
        };
        ShownPage.Add(document, page);
        foreach (var (field, text) in Texts(page))
        {
            document.Add(new TextField(field, text, Field.Store.NO));
        }

        foreach (var site in Sites(page.Url))
        {
            document.Add(new StringField("site", site, Field.Store.NO));
        }

        foreach (var text in linksIn)
        {
            document.Add(new TextField("links", text, Field.Store.NO));
        }

        document.Add(new Field(Spelling.Field, new DistinctWords([page.Title, page.Headings, page.Text]), Spelling.Kept));
        LinksIn.Add(document, said);
        return document;
    }

    /// <summary>Tells whether others say something else of a page than what it was indexed with.</summary>
    public static long Fingerprint(IReadOnlyList<string> linksIn) => Bits(PageId.Of(string.Join('\n', linksIn)));

    /// <summary>What a page itself says.</summary>
    public static (string Field, string Text)[] Texts(CrawledPage page) => [("title", page.Title), ("headings", page.Headings), ("address", Words(page.Url)), ("text", page.Text)];

    // http://www.docs.test:8080/  ->  www.docs.test:8080, www.docs.test, docs.test, test
    public static IEnumerable<string> Sites(string url)
    {
        var host = CanonicalUrl.HostOf(url);
        yield return host;
        var name = host.StartsWith('[') ? host : host.Split(':')[0];
        if (name.Length < host.Length)
        {
            yield return name;
        }

        for (var dot = name.IndexOf('.', StringComparison.Ordinal); dot >= 0 && !char.IsAsciiDigit(name[^1]); dot = name.IndexOf('.', dot + 1))
        {
            yield return name[(dot + 1)..];
        }
    }

    /// <summary>The first 64 bits of hex digits; 0: none.</summary>
    public static long Bits(string hex) => hex.Length >= 16 && ulong.TryParse(hex.AsSpan(0, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var bits) ? (long)bits : 0;

    // http://postgresql.docs.test/html/sql-vacuum.html  ->  postgresql docs test html sql vacuum html
    private static string Words(string url) => string.Create(url.Length, url, static (text, url) =>
    {
        for (var at = 0; at < url.Length; at++)
        {
            text[at] = char.IsLetterOrDigit(url[at]) ? url[at] : ' ';
        }
    });
}
