using System.Globalization;
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
        new NumericDocValuesField("hash", Bits(page.Hash)),
        new NumericDocValuesField("simhash", Bits(page.Simhash)),
    ];

    // The first 64 bits of hex digits; 0: none.
    private static long Bits(string hex) => hex.Length >= 16 && ulong.TryParse(hex.AsSpan(0, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var bits) ? (long)bits : 0;

    // http://postgresql.docs.test/html/sql-vacuum.html  ->  postgresql docs test html sql vacuum html
    private static string Words(string url) => string.Create(url.Length, url, static (text, url) =>
    {
        for (var at = 0; at < url.Length; at++)
        {
            text[at] = char.IsLetterOrDigit(url[at]) ? url[at] : ' ';
        }
    });
}
