using System.Collections.Concurrent;
using Lucene.Net.Index;
using Lucene.Net.Search;

namespace Cell.Pages;

/// <summary>Searches an index as it was at one moment, and remembers what searches ask of it again and again. Thread-safe.</summary>
internal sealed class RankedSearcher : IndexSearcher
{
    private const int MostLanguages = 8;

    private readonly ConcurrentDictionary<string, CollectionStatistics> fields = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<QueryTerms> terms = [];
    private readonly Lazy<IReadOnlyList<Language>> languages;

    public RankedSearcher(IndexReader reader)
        : base(reader)
    {
        Similarity = RankedHits.Similarity;
        Spelling = new Spelling(reader);
        languages = new(() => LanguagesOf(reader));
    }

    public Spelling Spelling { get; }

    /// <summary>The commonest of the index, those that most pages are in first.</summary>
    public IReadOnlyList<Language> Languages => languages.Value;

    public override CollectionStatistics CollectionStatistics(string field) => fields.GetOrAdd(field, base.CollectionStatistics);

    /// <param name="answer">Does not keep the terms.</param>
    public T With<T>(Func<QueryTerms, T> answer)
    {
        var own = terms.TryTake(out var free) ? free : new QueryTerms(IndexReader);
        var answered = answer(own);
        own.Done();
        terms.Add(own); // after a fault nobody takes them again
        return answered;
    }

    private static IReadOnlyList<Language> LanguagesOf(IndexReader reader)
    {
        var stems = MultiFields.GetTerms(reader, PageDocument.Stems);
        var codes = new List<(string Code, int Pages)>();
        if (stems?.GetEnumerator() is { } found)
        {
            while (found.MoveNext())
            {
                codes.Add((found.Term.Utf8ToString(), found.DocFreq));
            }
        }

        return codes.Count == 0 ? [Language.English] : [.. codes.OrderByDescending(code => code.Pages).Take(MostLanguages).Select(code => Language.Named(code.Code))];
    }
}
