using Lucene.Net.Analysis.TokenAttributes;
using Lucene.Net.Index;
using Lucene.Net.Search;

namespace Cell.Pages;

/// <summary>Words as one language reads them.</summary>
/// <param name="Places">Of each stem among the words.</param>
internal sealed record Reading(IReadOnlyList<string> Stems, IReadOnlyList<int> Places)
{
    public IEnumerable<(string Stem, int Place)> Words => Stems.Zip(Places);

    public static Reading Of(string words, Language language)
    {
        using var stream = language.Analyzer.GetTokenStream("text", words);
        var term = stream.GetAttribute<ICharTermAttribute>();
        var step = stream.GetAttribute<IPositionIncrementAttribute>();
        var (stems, places, place) = (new List<string>(), new List<int>(), -1);
        stream.Reset();
        while (stream.IncrementToken())
        {
            stems.Add(term.ToString()!); // a token has a text
            places.Add(place += step.PositionIncrement);
        }

        stream.End();
        return new Reading(stems, places);
    }
}

/// <summary>Words asked for, in each way that the languages of the index read them: who asks does not say which one he writes.</summary>
internal sealed class QueryWords
{
    public const float OfOtherFields = 0.3f;

    public QueryWords(string words, IEnumerable<Language> languages) =>
        Readings = [.. languages.Select(language => Reading.Of(words, language)).Where(reading => reading.Stems.Count > 0).DistinctBy(reading => string.Join(' ', reading.Stems))];

    public IReadOnlyList<Reading> Readings { get; }

    public bool AreNone => Readings.Count == 0;

    /// <summary>Found in any field, the more the better the field is.</summary>
    /// <param name="slop">By so much a phrase's words may be out of their places.</param>
    public Query In(IReadOnlyList<(string Field, float Boost)> fields, QueryTerms terms, int slop) =>
        new BestFieldQuery([.. fields.SelectMany(field => Readings.Count == 1 ? In(field, Readings[0], terms, slop) : InAnyReading(field, terms, slop))], OfOtherFields);

    private static IEnumerable<Query> In((string Field, float Boost) field, Reading reading, QueryTerms terms, int slop)
    {
        if (reading.Stems.Any(stem => !terms.Has(new Term(field.Field, stem))))
        {
            yield break;
        }

        if (reading.Stems.Count > 1)
        {
            yield return Phrase(field.Field, reading, slop, field.Boost);
            yield break;
        }

        var term = new Term(field.Field, reading.Stems[0]);
        yield return new KnownTermQuery(term, terms.Of(term), terms) { Boost = field.Boost };
    }

    // The stems of one word are as rare as the commonest of them.
    private IEnumerable<Query> InAnyReading((string Field, float Boost) field, QueryTerms terms, int slop)
    {
        var single = Readings.Where(reading => reading.Stems.Count == 1).Select(reading => new Term(field.Field, reading.Stems[0])).Where(terms.Has).ToList();
        var commonest = single.Count == 0 ? 0 : single.Max(term => terms.Of(term).DocFreq);
        return Readings.Where(reading => reading.Stems.Count > 1).SelectMany(reading => In(field, reading, terms, slop))
            .Concat(single.Select(term => new KnownTermQuery(term, terms.AsRareAs(term, commonest), terms) { Boost = field.Boost }));
    }

    private static PhraseQuery Phrase(string field, Reading reading, int slop, float boost)
    {
        var phrase = new PhraseQuery { Slop = slop, Boost = boost };
        for (var at = 0; at < reading.Stems.Count; at++)
        {
            phrase.Add(new Term(field, reading.Stems[at]), reading.Places[at]);
        }

        return phrase;
    }
}
