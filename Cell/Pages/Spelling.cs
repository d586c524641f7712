using System.Collections.Concurrent;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Util.Automaton;

namespace Cell.Pages;

/// <summary>Words as the pages write them, for those that are asked for and hardly there. Thread-safe.</summary>
internal sealed class Spelling(IndexReader reader)
{
    public const string Field = "spelling";
    public const int Shortest = 3;
    public const int Longest = 30;

    // A shorter word has too many neighbours.
    private const int ShortestCorrected = 4;
    private const int ShortestOfTwo = 6;

    // A word of a tenth as many pages may be a rarer one that was meant.
    private const int TimesCommoner = 10;

    // What so many pages have, nobody wrote by mistake.
    private const int LeastCommon = 5;
    private const int OneOfSoMany = 100;

    // To look for one takes longer than the rest of a search, and many make the same mistake.
    private const int MostRemembered = 4096;
    private readonly ConcurrentDictionary<string, string?> remembered = new(StringComparer.Ordinal);

    /// <summary>Only which pages have the word.</summary>
    public static readonly FieldType Kept = new() { IsIndexed = true, IsTokenized = true, OmitNorms = true, IndexOptions = IndexOptions.DOCS_ONLY };

    /// <summary>A word one letter away (inserted, left out, changed, or two swapped) that far more pages have; of one that no page has, also two letters,
    /// but not the first; null: none.</summary>
    public string? Better(string word)
    {
        var asked = word.ToLowerInvariant();
        if (asked.Length is < ShortestCorrected or > Longest)
        {
            return null;
        }

        if (remembered.Count > MostRemembered)
        {
            remembered.Clear();
        }

        return remembered.GetOrAdd(asked, Sought);
    }

    private string? Sought(string asked)
    {
        var pages = reader.DocFreq(new Term(Field, asked));
        if (pages > Math.Max(LeastCommon, reader.NumDocs / OneOfSoMany) || MultiFields.GetTerms(reader, Field) is not { } words)
        {
            return null;
        }

        var least = Math.Max(1, TimesCommoner * pages);
        return Commonest(words, new LevenshteinAutomata(asked, withTranspositions: true).ToAutomaton(1), least)
            ?? (pages > 0 || asked.Length < ShortestOfTwo ? null : Commonest(words, BeginningAlike(asked), least));
    }

    // Without it the half of all words would have to be looked at.
    private static Automaton BeginningAlike(string asked) =>
        BasicOperations.Concatenate(BasicAutomata.MakeString(asked[..1]), new LevenshteinAutomata(asked[1..], withTranspositions: true).ToAutomaton(2));

    private static string? Commonest(Terms words, Automaton near, int least)
    {
        var terms = words.Intersect(new CompiledAutomaton(near), null);
        string? best = null;
        while (terms.MoveNext())
        {
            if (terms.DocFreq >= least)
            {
                (best, least) = (terms.Term.Utf8ToString(), terms.DocFreq + 1);
            }
        }

        return best;
    }
}
