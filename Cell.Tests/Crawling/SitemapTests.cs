using System.IO.Compression;
using System.Text;
using CsCheck;
using NUnit.Framework;

namespace Cell.Crawling;

internal sealed class SitemapTests
{
    private const string Here = "http://a.test/sitemap.xml";

    // https://www.sitemaps.org/protocol.html
    private const string Sample = """
        <?xml version="1.0" encoding="UTF-8"?>
        <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
          <url><loc>http://a.test/</loc><lastmod>2005-01-01</lastmod><changefreq>monthly</changefreq><priority>0.8</priority></url>
          <url><loc> http://a.test/catalog?item=12&amp;desc=vacation_hawaii </loc></url>
          <url><loc>http://a.test/</loc></url>
          <url><lastmod>2004-11-23</lastmod></url>
          <url><loc>ftp://a.test/x</loc></url>
        </urlset>
        """;

    [Test]
    public void The_protocols_sample_gives_its_pages_once_each_with_their_dates() => Assert.That(
        Sitemap.Parse(Here, Encoding.UTF8.GetBytes(Sample)).Pages,
        Is.EqualTo(new[]
        {
            new SitemapEntry("http://a.test/", new DateTimeOffset(2005, 1, 1, 0, 0, 0, TimeSpan.Zero)), new SitemapEntry("http://a.test/catalog?item=12&desc=vacation_hawaii", null),
        }));

    [Test]
    public void An_index_gives_other_sitemaps() => Assert.That(
        Sitemap.Parse(Here, "<sitemapindex><sitemap><loc>http://a.test/1.xml.gz</loc></sitemap><sitemap><loc>/2.xml</loc></sitemap></sitemapindex>"u8.ToArray()).Sitemaps,
        Is.EqualTo(new[] { "http://a.test/1.xml.gz", "http://a.test/2.xml" }));

    [Test]
    public void It_may_be_gzipped_or_a_list_of_lines()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(Sample));
        }

        Assert.That(Sitemap.Parse(Here, packed.ToArray()).Pages, Has.Count.EqualTo(2));
        Assert.That(Sitemap.Parse(Here, "http://a.test/1\r\nhttp://a.test/2\nnothing\n"u8.ToArray()).Pages.Select(page => page.Url), Is.EqualTo(new[] { "http://a.test/1", "http://a.test/2" }));
    }

    [Test]
    public void A_broken_one_counts_as_far_as_it_could_be_read() =>
        Assert.That(Sitemap.Parse(Here, "<urlset><url><loc>http://a.test/1</loc></url><url><loc>http://a.test/2</"u8.ToArray()).Pages, Has.Count.EqualTo(1));

    [Test, Category("Invariant 11")]
    public void It_has_an_end()
    {
        var many = string.Concat(Enumerable.Range(0, Sitemap.MostEntries + 10).Select(at => $"<url><loc>http://a.test/{at}</loc></url>"));
        Assert.That(Sitemap.Parse(Here, Encoding.UTF8.GetBytes($"<urlset>{many}</urlset>")).Pages, Has.Count.EqualTo(Sitemap.MostEntries));
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write("<urlset><!--"u8);
            for (var at = 0; at < 100; at++)
            {
                gzip.Write(new byte[1 << 20]);
            }
        }

        Assert.That(Sitemap.Parse(Here, packed.ToArray()).Pages, Is.Empty);
    }

    [Test, Category("Invariant 11")]
    public void Entities_that_grow_are_not_followed() =>
        Assert.That(Sitemap.Parse(Here, "<!DOCTYPE u [<!ENTITY a 'xxxxxxxxxx'><!ENTITY b '&a;&a;&a;'>]><urlset><url><loc>http://a.test/&b;</loc></url></urlset>"u8.ToArray()).Pages, Is.Empty);

    [Test, Category("Invariant 11")]
    public void Any_bytes_are_a_sitemap() =>
        Gen.Select(Gen.Int[0, Sample.Length - 1], Gen.Byte, Gen.Int[0, Sample.Length]).Sample(
            (at, letter, length) =>
            {
                var body = Encoding.UTF8.GetBytes(Sample)[..length];
                if (at < body.Length)
                {
                    body[at] = letter;
                }

                return Sitemap.Parse(Here, body).Pages.Count <= 3;
            },
            iter: 500);
}
