using CsCheck;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Store;
using Lucene.Net.Util;
using NUnit.Framework;

namespace Cell.Pages;

/// <summary>Scores what Lucene.NET's own phrase with a slop does.</summary>
internal sealed class NearnessTests
{
    private const int Slop = 8;
    private const float Boost = 3f;
    private static readonly string[][] Questions = [["a", "b"], ["b", "a"], ["a", "b", "c"], ["c", "a", "b"]];

    [Test]
    public void It_is_Lucenes_phrase_with_a_slop() =>
        Gen.Select(Gen.String[Gen.Char["abc d "], 0, 60].Array[1, 30], Gen.Int[0, Questions.Length - 1]).Sample((pages, asked) =>
        {
            using var folder = new RAMDirectory();
            using (var writer = new IndexWriter(folder, new IndexWriterConfig(LuceneVersion.LUCENE_48, Language.Other.Analyzer) { Similarity = RankedHits.Similarity }))
            {
                foreach (var page in pages)
                {
                    writer.AddDocument([new TextField("text", string.Join(' ', page.AsEnumerable()), Field.Store.NO)]);
                    if (page.Length % 7 == 0)
                    {
                        writer.Commit(); // several segments
                    }
                }
            }

            using var reader = DirectoryReader.Open(folder);
            var searcher = new RankedSearcher(reader);
            return Ours(searcher, Questions[asked]).SequenceEqual(Lucenes(searcher, Questions[asked]));
        }, iter: 500, threads: 1);

    private static List<(int, double)> Ours(RankedSearcher searcher, string[] words) => searcher.With(terms =>
    {
        ScoredHit[] hits = [.. Enumerable.Range(0, searcher.IndexReader.MaxDoc).Select(document => new ScoredHit(document, 0, 0))];
        new Nearness([("text", 1f)], [new Reading(words, [.. Enumerable.Range(0, words.Length)])], terms).Raise(hits, searcher);
        return Sorted(hits.Where(hit => hit.Score > 0).Select(hit => (hit.Document, hit.Score)));
    });

    private static List<(int, double)> Lucenes(RankedSearcher searcher, string[] words)
    {
        var phrase = new PhraseQuery { Slop = Slop, Boost = Boost };
        Array.ForEach(words, word => phrase.Add(new Term("text", word)));
        return Sorted(searcher.Search(phrase, 100).ScoreDocs.Select(hit => (hit.Doc, hit.Score)));
    }

    private static List<(int, double)> Sorted(IEnumerable<(int Document, float Score)> hits) => [.. hits.Select(hit => (hit.Document, Math.Round(hit.Score, 4))).OrderBy(hit => hit.Document)];
}
