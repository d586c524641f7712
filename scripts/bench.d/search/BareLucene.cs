using System.Globalization;
using Lucene.Net.Analysis;
using Lucene.Net.Analysis.En;
using Lucene.Net.Analysis.TokenAttributes;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Search.Highlight;
using Lucene.Net.Search.Similarities;
using Lucene.Net.Store;
using Lucene.Net.Util;

namespace Cell.Bench;

/// <summary>Lucene.NET in this process, as anybody begins with it: title and text, its English analyzer, BM25, every word wanted, address and title of the
/// first ten; with snippets, also what its highlighter finds in the text that it keeps. One segment, nothing folded, no other process.</summary>
internal static class BareLucene
{
    private const float TitleBoost = 4f;
    private const int SnippetLetters = 220;
    private static readonly EnglishAnalyzer English = new(LuceneVersion.LUCENE_48);

    public static void Fill(string folder, int pages)
    {
        using var directory = FSDirectory.Open(folder);
        using var writer = new IndexWriter(directory, new IndexWriterConfig(LuceneVersion.LUCENE_48, English) { RAMBufferSizeMB = 64, Similarity = new BM25Similarity() });
        for (var number = 0; number < pages; number++)
        {
            var page = MadePage.Number(number);
            writer.AddDocument([new StoredField("url", page.Url), new TextField("title", page.Title, Field.Store.YES), new TextField("text", page.Text, Field.Store.YES)]);
        }

        writer.ForceMerge(1); // as the cell's at rest
    }

    public static Func<string, Task<int>> Open(string folder, bool snippets)
    {
        var searcher = new IndexSearcher(DirectoryReader.Open(FSDirectory.Open(folder))) { Similarity = new BM25Similarity() };
        var fields = snippets ? new HashSet<string> { "url", "title", "text" } : ["url", "title"];
        return question =>
        {
            var query = Of(question);
            var top = searcher.Search(query, 10);
            foreach (var hit in top.ScoreDocs)
            {
                var document = searcher.Doc(hit.Doc, fields);
                ArgumentNullException.ThrowIfNull(document.Get("url", CultureInfo.InvariantCulture));
                if (snippets)
                {
                    Highlight(query, document.Get("text", CultureInfo.InvariantCulture));
                }
            }

            return Task.FromResult(top.TotalHits);
        };
    }

    // Null: its words stand in the title only.
    private static string? Highlight(BooleanQuery query, string text)
    {
        var highlighter = new Highlighter(new QueryScorer(query, "text")) { TextFragmenter = new SimpleFragmenter(SnippetLetters) };
        return highlighter.GetBestFragment(English, "text", text);
    }

    private static BooleanQuery Of(string question)
    {
        var query = new BooleanQuery();
        using var stream = English.GetTokenStream("text", question);
        var term = stream.GetAttribute<ICharTermAttribute>();
        stream.Reset();
        while (stream.IncrementToken())
        {
            var word = term.ToString();
            query.Add(new BooleanQuery { { new TermQuery(new Term("title", word)) { Boost = TitleBoost }, Occur.SHOULD }, { new TermQuery(new Term("text", word)), Occur.SHOULD } }, Occur.MUST);
        }

        stream.End();
        return query;
    }
}
