using System.IO.Compression;
using System.Text;
using Cell.Tissue;
using CsCheck;
using NUnit.Framework;

namespace Cell.Pages;

/// <summary>The records as ISO 28500 has them. An independent reader judges them too: <c>ExportTests</c>.</summary>
internal sealed class WarcTests
{
    private static readonly CrawledPage Page = TestPages.Page("http://a.test/ä", "Tïtle", "Words of the page.") with { Fetched = TestClock.Noon, Links = [new PageLink("http://a.test/x", "x", false)] };

    [Test]
    public void A_page_is_its_text_and_what_else_was_read_of_it()
    {
        var records = Read(Warc.Page(Page));
        Assert.That(records.Select(record => record["WARC-Type"]), Is.EqualTo(new[] { "conversion", "metadata" }));
        Assert.That(records[0][""], Is.EqualTo("Words of the page."));
        Assert.That((records[0]["WARC-Target-URI"], records[0]["WARC-Date"]), Is.EqualTo((Page.Url, "2026-03-01T12:00:00.000Z")));
        Assert.That(records[1]["WARC-Refers-To"], Is.EqualTo(records[0]["WARC-Record-ID"]));
        Assert.That(records[1][""], Does.Contain("\"title\":").And.Contain("http://a.test/x").And.Not.Contain("Words of the page"));
    }

    [Test]
    public void Of_a_page_that_is_gone_only_that_is_said() =>
        Assert.That(Read(Warc.Page(CrawledPage.Gone("http://a.test/", TestClock.Noon, 1))).Single()["WARC-Type"], Is.EqualTo("metadata"));

    // RFC 4648, section 10, and a known digest: SHA-256 of nothing.
    [Test]
    public void A_blocks_digest_is_written_as_others_write_it() => Assert.That(
        Read(Warc.Page(Page with { Text = "" }))[0]["WARC-Block-Digest"], Is.EqualTo("sha256:4OYMIQUY7QOBJGX36TEJS35ZEQT24QPEMSNZGTFESWMRW6CSXBKQ===="));

    [Test, Category("Invariant 11")]
    public void Any_text_comes_back() => Gen.String.Sample(
        text =>
        {
            var clean = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
            return Read(Warc.Page(Page with { Text = clean }))[0][""] == clean;
        },
        iter: 300);

    [Test]
    public void The_file_says_what_it_holds() => Assert.That(Read(Warc.Info("pages.warc.gz", TestClock.Noon)).Single()[""], Does.StartWith("software: Cell\r\n").And.Contain("were not kept"));

    // Fields by name, the block under "".
    private static List<Dictionary<string, string>> Read(byte[] packed)
    {
        using var unpacked = new MemoryStream();
        using (var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress))
        {
            gzip.CopyTo(unpacked);
        }

        var records = new List<Dictionary<string, string>>();
        for (var rest = unpacked.ToArray().AsSpan(); rest.Length > 0;)
        {
            var head = rest.IndexOf("\r\n\r\n"u8);
            var lines = Encoding.UTF8.GetString(rest[..head]).Split("\r\n");
            Assert.That(lines[0], Is.EqualTo("WARC/1.1"));
            var record = lines.Skip(1).Select(line => line.Split(": ", 2)).ToDictionary(parts => parts[0], parts => parts[1]);
            var length = int.Parse(record["Content-Length"], System.Globalization.CultureInfo.InvariantCulture);
            record[""] = Encoding.UTF8.GetString(rest.Slice(head + 4, length));
            rest = rest[(head + 4 + length)..];
            Assert.That(rest[..4].SequenceEqual("\r\n\r\n"u8), Is.True);
            rest = rest[4..];
            records.Add(record);
        }

        return records;
    }
}
