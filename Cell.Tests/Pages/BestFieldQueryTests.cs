using CsCheck;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Store;
using Lucene.Net.Util;
using NUnit.Framework;

namespace Cell.Pages;

/// <summary>Finds and scores what Lucene.NET's own queries of those kinds do.</summary>
internal sealed class BestFieldQueryTests
{
    private static readonly string[] Fields = ["title", "text", "links"];

    [Test]
    public void It_is_Lucenes_disjunction_of_the_best() =>
        Gen.String[Gen.Char["abc "], 0, 8].Array[3].Array[1, 30].Sample(pages =>
        {
            using var folder = new RAMDirectory();
            using (var writer = new IndexWriter(folder, new IndexWriterConfig(LuceneVersion.LUCENE_48, Language.Other.Analyzer) { Similarity = RankedHits.Similarity }))
            {
                foreach (var page in pages)
                {
                    writer.AddDocument(Fields.Zip(page, (field, text) => new TextField(field, text, Field.Store.NO)));
                }
            }

            using var reader = DirectoryReader.Open(folder);
            var searcher = new RankedSearcher(reader);
            return Enumerable.Range(0, 2).All(_ => searcher.With(terms => Both(searcher, word => new BestFieldQuery(Words(word, terms), 0.3f))).SequenceEqual(Both(searcher, word => new DisjunctionMaxQuery(Words(word), 0.3f))));
        }, iter: 200, threads: 1);

    private static List<(int Document, double Score)> Both(IndexSearcher searcher, Func<string, Query> word)
    {
        var found = searcher.Search(new BooleanQuery { { word("a"), Occur.MUST }, { word("b"), Occur.MUST } }, 100);
        return [.. found.ScoreDocs.Select(hit => (hit.Doc, Math.Round(hit.Score, 4))).OrderBy(hit => hit.Doc)];
    }

    private static Query[] Words(string word, QueryTerms terms) => [.. Fields.Select(field => new Term(field, word)).Select((term, at) => new KnownTermQuery(term, terms.Of(term), terms) { Boost = at + 1 })];

    private static Query[] Words(string word) => [.. Fields.Select((field, at) => new TermQuery(new Term(field, word)) { Boost = at + 1 })];
}
