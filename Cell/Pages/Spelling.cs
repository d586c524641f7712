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

    // Who finds more has hardly written a word wrongly.
    private const int Few = 5;

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

    /// <summary>So few hits ask for another spelling.</summary>
    public static bool IsAskedFor(long hits) => hits < Few;

    /// <summary>Whether another one is looked for at all.</summary>
    public static bool IsCorrected(string word) => word.Length is >= ShortestCorrected and <= Longest;

    /// <param name="having">Pages that have the word.</param>
    /// <param name="pages">All.</param>
    public static bool IsRare(long having, long pages) => having <= Math.Max(LeastCommon, pages / OneOfSoMany);

    /// <summary>So many pages have a word that is offered for one.</summary>
    public static long LeastOfBetter(long having) => Math.Max(1, TimesCommoner * having);

    /// <summary>Of such a word also two letters may be wrong, but not the first.</summary>
    public static bool MayBeTwoAway(string word, long having) => having == 0 && word.Length >= ShortestOfTwo;

    /// <summary>A word one letter away (inserted, left out, changed, or two swapped) that far more pages have; of one that no page has, also two letters,
    /// but not the first; null: none.</summary>
    public string? Better(string word)
    {
        var asked = word.ToLowerInvariant();
        if (!IsCorrected(asked))
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
        if (!IsRare(pages, reader.NumDocs) || MultiFields.GetTerms(reader, Field) is not { } words)
        {
            return null;
        }

        var least = LeastOfBetter(pages);
        return Commonest(words, new LevenshteinAutomata(asked, withTranspositions: true).ToAutomaton(1), least) ?? (MayBeTwoAway(asked, pages) ? Commonest(words, BeginningAlike(asked), least) : null);
    }

    // Without it the half of all words would have to be looked at.
    private static Automaton BeginningAlike(string asked) =>
        BasicOperations.Concatenate(BasicAutomata.MakeString(asked[..1]), new LevenshteinAutomata(asked[1..], withTranspositions: true).ToAutomaton(2));

    private static string? Commonest(Terms words, Automaton near, long least)
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
