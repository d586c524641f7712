using Cell.Tissue;
using LiteDB;

namespace Cell.Pages;

/// <summary>A copy of the pages in memory: the real tables, without disk and index, and one pull from another copy at a time.</summary>
internal sealed class TestCopy : IDisposable
{
    private readonly LiteDatabase database = new(new LiteDB.Engine.LiteEngine(new LiteDB.Engine.EngineSettings { DataStream = new MemoryStream(), Collation = Collation.Binary }));
    private readonly PageTables tables;
    private (TestCopy From, long UpTo, Queue<string> Wanted)? pull;

    public TestCopy(int number)
    {
        tables = new PageTables(name => database.GetCollection(name));
        tables.Load(new Guid(number, 0, 0, new byte[8]));
    }

    /// <summary>Moment and hash by URL.</summary>
    public IReadOnlyDictionary<string, (long Fetched, string Hash)> Content => database.GetCollection("pages").FindAll().Select(PageRow.Mark).ToDictionary(mark => mark.Url, mark => (mark.Fetched, mark.Hash));

    /// <summary>URLs in the order of the log.</summary>
    public IReadOnlyList<string> Log => [.. tables.Arrived(0, tables.Last, int.MaxValue).Select(PageRow.Mark).Pages.Select(mark => mark.Url)];

    public long Count => tables.Count;

    public static CrawledPage Page(string url, int second, string hash) => TestPages.Page(url, hash, "") with { Fetched = TestClock.Noon.AddSeconds(second), Hash = hash };

    public void Put(params CrawledPage[] pages) => tables.Put(pages, [.. pages.Select(PageRow.Of)]);

    /// <summary>The next step of the pull that is under way, or the first one of another: marks, pages, or the note of how far it came.</summary>
    public void Step(TestCopy other, int most)
    {
        if (pull is not { } under)
        {
            var stretch = other.tables.Arrived(tables.Heads.GetValueOrDefault(other.tables.Origin), other.tables.Last, most).Select(PageRow.Mark);
            pull = (other, stretch.UpTo, new Queue<string>(tables.Lacking(stretch.Pages)));
        }
        else if (under.Wanted.TryDequeue(out var url))
        {
            Put(under.From.tables.Find(url)!); // it was marked there
        }
        else
        {
            tables.Hold(under.From.tables.Origin, under.UpTo);
            pull = null;
        }
    }

    /// <summary>Nothing comes of the pull that is under way.</summary>
    public void Abandon() => pull = null;

    public void PullAll(TestCopy other)
    {
        Abandon();
        while (pull is not null || tables.Heads.GetValueOrDefault(other.tables.Origin) < other.tables.Last)
        {
            Step(other, 2);
        }
    }

    public void Dispose() => database.Dispose();
}
