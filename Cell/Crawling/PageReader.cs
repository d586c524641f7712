using System.Security.Cryptography;
using Cell.Tissue;

namespace Cell.Crawling;

/// <summary>What a page's answer gives: who it is, what is searched, what is followed.</summary>
internal static class PageReader
{
    /// <param name="depth">Links away from the seed.</param>
    public static PageReading Read(FetchedPage fetched, DateTimeOffset now, int depth)
    {
        var (html, charset) = Charset.Decode(fetched.Body, fetched.Headers.GetValueOrDefault("content-type", ""));
        var (tree, cut) = BoundedParser.Parse(html);
        using var walked = tree;
        using var walk = new PageWalk(fetched.Url);
        walk.Over(tree);
        var robots = fetched.Robots.Aggregate(walk.Robots, (asked, line) => asked | RobotsDirectives.OfHeader(line, Fetcher.Product));
        var hash = Convert.ToHexStringLower(SHA256.HashData(fetched.Body));
        var bare = new CrawledPage(fetched.Url, now, hash, depth, "", "", "", "", "", [], fetched.Headers) { Charset = charset };
        return new PageReading(walk.Onto(bare, robots.NoFollow), robots.NoIndex, cut);
    }
}
