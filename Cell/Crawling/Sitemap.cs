using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;
using Cell.Tissue;

namespace Cell.Crawling;

/// <param name="Modified">When the site says that it changed (lastmod); null: it does not say.</param>
internal sealed record SitemapEntry(string Url, DateTimeOffset? Modified);

/// <summary>A sitemap or an index of sitemaps (https://www.sitemaps.org/protocol.html), XML or a URL a line, plain or gzipped. Broken ones count as far
/// as they could be read. Pure.</summary>
/// <param name="Pages">Canonical URLs, once each.</param>
/// <param name="Sitemaps">Of an index: where the others are.</param>
internal sealed record Sitemap(IReadOnlyList<SitemapEntry> Pages, IReadOnlyList<string> Sitemaps)
{
    /// <summary>Both of the protocol.</summary>
    public const int MostEntries = 50_000;
    public const long MostBytes = 50L << 20;

    /// <param name="url">Canonical URL of the sitemap.</param>
    public static Sitemap Parse(string url, byte[] body)
    {
        using var text = new MemoryStream(body);
        using Stream plain = body is [0x1f, 0x8b, ..] ? new GZipStream(text, CompressionMode.Decompress) : text;
        using var bounded = new BoundedStream(plain, MostBytes);
        var found = new Finding(url);
        try
        {
            found.Read(bounded, IsXml(body));
        }
        catch (Exception fault) when (fault is XmlException or InvalidDataException or IOException)
        {
            // What stands before the fault is there.
        }

        return new Sitemap([.. found.Pages.Values], found.Sitemaps);
    }

    // Gzipped text files are rare: they may be told by their name only.
    private static bool IsXml(byte[] body) => body is [0x1f, 0x8b, ..] || Encoding.Latin1.GetString(body, 0, Math.Min(body.Length, 200)).TrimStart('\u00ef', '\u00bb', '\u00bf', ' ', '\r', '\n', '\t').StartsWith('<');

    private sealed class Finding(string url)
    {
        private static readonly XmlReaderSettings Settings = new()
        {
            DtdProcessing = DtdProcessing.Ignore,
            XmlResolver = null,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            MaxCharactersInDocument = MostBytes,
            MaxCharactersFromEntities = 1_000_000,
        };

        public OrderedDictionary<string, SitemapEntry> Pages { get; } = new(StringComparer.Ordinal);

        public List<string> Sitemaps { get; } = [];

        private bool IsFull => Pages.Count + Sitemaps.Count >= MostEntries;

        public void Read(Stream text, bool isXml)
        {
            if (isXml)
            {
                using var xml = XmlReader.Create(text, Settings);
                Xml(xml);
            }
            else
            {
                using var lines = new StreamReader(text);
                while (!IsFull && lines.ReadLine() is { } line)
                {
                    Page(line, null);
                }
            }
        }

        // <urlset><url><loc>http://a.test/</loc><lastmod>2026-11-26</lastmod></url></urlset>, <sitemapindex><sitemap><loc>…
        private void Xml(XmlReader xml)
        {
            string? location = null, modified = null;
            while (!IsFull && xml.Read())
            {
                switch (xml.NodeType, xml.LocalName)
                {
                    case (XmlNodeType.Element, "loc") when xml.Depth == 2:
                        location = Text(xml);
                        break;
                    case (XmlNodeType.Element, "lastmod") when xml.Depth == 2:
                        modified = Text(xml);
                        break;
                    case (XmlNodeType.EndElement, "url" or "sitemap") when xml.Depth == 1 && location is not null:
                        Take(location, modified, xml.LocalName == "sitemap");
                        (location, modified) = (null, null);
                        break;
                }
            }
        }

        private void Take(string location, string? modified, bool isSitemap)
        {
            if (!isSitemap)
            {
                Page(location, modified);
            }
            else if (CanonicalUrl.Of(location.Trim(), url) is { } sitemap)
            {
                Sitemaps.Add(sitemap);
            }
        }

        private void Page(string location, string? modified)
        {
            if (CanonicalUrl.Of(location.Trim(), null) is { } page)
            {
                Pages.TryAdd(page, new SitemapEntry(page, Moment(modified)));
            }
        }

        private static string? Text(XmlReader xml) => xml.IsEmptyElement || !xml.Read() || xml.NodeType is not (XmlNodeType.Text or XmlNodeType.CDATA) ? null : xml.Value;

        private static DateTimeOffset? Moment(string? written) =>
            DateTimeOffset.TryParse(written, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment : null;
    }
}
