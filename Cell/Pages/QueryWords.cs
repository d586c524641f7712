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
    private const float OfOtherFields = 0.3f;

    private readonly IReadOnlyList<Reading> readings;

    public QueryWords(string words, IEnumerable<Language> languages) =>
        readings = [.. languages.Select(language => Reading.Of(words, language)).Where(reading => reading.Stems.Count > 0).DistinctBy(reading => string.Join(' ', reading.Stems))];

    public bool AreNone => readings.Count == 0;

    /// <summary>Found in any field, the more the better the field is.</summary>
    /// <param name="slop">By so much a phrase's words may be out of their places.</param>
    public Query In(IReadOnlyList<(string Field, float Boost)> fields, IndexReader reader, int slop)
    {
        var any = new DisjunctionMaxQuery(OfOtherFields);
        foreach (var (field, boost) in fields)
        {
            // The stems of one word are as rare as the commonest of them.
            var found = readings.Where(reading => reading.Stems.Count == 1).Max(reading => (int?)reader.DocFreq(new Term(field, reading.Stems[0]))) ?? 0;
            foreach (var reading in readings)
            {
                any.Add(reading.Stems.Count > 1 ? Phrase(field, reading, slop, boost)
                    : readings.Count > 1 ? new TermQuery(new Term(field, reading.Stems[0]), found) { Boost = boost }
                    : new TermQuery(new Term(field, reading.Stems[0])) { Boost = boost });
            }
        }

        return any;
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
