using Cell.Tissue;
using Lucene.Net.Documents;

namespace Cell.Pages;

/// <summary>A page as Lucene.NET indexes it.</summary>
internal static class PageDocument
{
    public static readonly (string Field, float Boost)[] Searched = [("title", 4f), ("headings", 2f), ("address", 1.5f), ("text", 1f)];

    public static Document Of(CrawledPage page) =>
    [
        new StringField("key", PageKey.Of(page.Url), Field.Store.NO),
        new StoredField("url", page.Url),
        new StringField("site", CanonicalUrl.HostOf(page.Url), Field.Store.NO),
        new StringField("lang", page.Language.Split('-')[0].ToLowerInvariant(), Field.Store.NO),
        new TextField("title", page.Title, Field.Store.NO),
        new TextField("headings", page.Headings, Field.Store.NO),
        new TextField("address", Words(page.Url), Field.Store.NO),
        new TextField("text", page.Text, Field.Store.NO),
    ];

    // http://postgresql.docs.test/html/sql-vacuum.html  ->  postgresql docs test html sql vacuum html
    private static string Words(string url) => string.Create(url.Length, url, static (text, url) =>
    {
        for (var at = 0; at < url.Length; at++)
        {
            text[at] = char.IsLetterOrDigit(url[at]) ? url[at] : ' ';
        }
    });
}
