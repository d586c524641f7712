using Lucene.Net.Index;

namespace Cell.Pages;

/// <summary>Where an index has the terms of one question: each is looked up once.</summary>
internal sealed class QueryTerms(IndexReader reader)
{
    private readonly Dictionary<Term, TermContext> places = [];

    // Of each field, one for each segment; null: that has no such field.
    private readonly Dictionary<string, TermsEnum?[]> dictionaries = [];

    public bool Has(Term term) => Of(term).DocFreq > 0;

    public TermContext Of(Term term)
    {
        if (!places.TryGetValue(term, out var place))
        {
            places[term] = place = Find(term);
        }

        return place;
    }

    /// <summary>The same, as if so many pages had it.</summary>
    public TermContext AsRareAs(Term term, int pages)
    {
        var place = Of(term);
        var other = new TermContext(reader.Context);
        for (var (leaf, left) = (0, pages); leaf < reader.Leaves.Count; leaf++)
        {
            if (place.Get(leaf) is { } state)
            {
                other.Register(state, leaf, left, -1);
                left = 0;
            }
        }

        return other;
    }

    // As TermContext.Build, which begins at the root of each dictionary for each term.
    private TermContext Find(Term term)
    {
        if (!dictionaries.TryGetValue(term.Field, out var segments))
        {
            dictionaries[term.Field] = segments = [.. reader.Leaves.Select(leaf => leaf.AtomicReader.GetTerms(term.Field)?.GetEnumerator())];
        }

        var place = new TermContext(reader.Context);
        for (var leaf = 0; leaf < segments.Length; leaf++)
        {
            if (segments[leaf] is { } terms && terms.SeekExact(term.Bytes))
            {
                place.Register(terms.GetTermState(), leaf, terms.DocFreq, terms.TotalTermFreq);
            }
        }

        return place;
    }
}
