using Lucene.Net.Index;
using Lucene.Net.Util;

namespace Cell.Pages;

/// <summary>Where an index has the terms of questions: one question at a time, and what it has looked up the next one need not.</summary>
internal sealed class QueryTerms(IndexReader reader)
{
    // 4 MB with ten segments; then it begins anew.
    private const int MostPlaces = 4096;

    private readonly Dictionary<Term, TermContext> places = [];

    // Of each field, one for each segment; null: that has no such field.
    private readonly Dictionary<string, TermsEnum?[]> dictionaries = [];

    // Of each segment: a posting list's buffers are larger than most of the lists.
    private readonly Buffers<DocsEnum> lists = new(reader.Leaves.Count);
    private readonly Buffers<DocsAndPositionsEnum> positions = new(reader.Leaves.Count);

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

    /// <summary>The documents of a segment that have the term; null: none has it.</summary>
    /// <param name="place">Of the term.</param>
    public DocsEnum? Documents(Term term, TermContext place, AtomicReaderContext leaf, IBits? accepted) =>
        At(term, place, leaf) is { } terms ? lists.Fill(leaf.Ord, used => terms.Docs(accepted, used, DocsFlags.FREQS)) : null;

    /// <summary>The same, with the places of the term in each.</summary>
    public DocsAndPositionsEnum? Positions(Term term, AtomicReaderContext leaf) =>
        At(term, Of(term), leaf) is { } terms ? positions.Fill(leaf.Ord, used => terms.DocsAndPositions(null, used, DocsAndPositionsFlags.NONE)) : null;

    /// <summary>The question is answered: nobody reads its lists any more.</summary>
    public void Done()
    {
        lists.Done();
        positions.Done();
        if (places.Count > MostPlaces)
        {
            places.Clear();
        }
    }

    private TermsEnum? At(Term term, TermContext place, AtomicReaderContext leaf)
    {
        if (place.Get(leaf.Ord) is not { } state || Dictionaries(term.Field)[leaf.Ord] is not { } terms)
        {
            return null;
        }

        terms.SeekExact(term.Bytes, state);
        return terms;
    }

    // As TermContext.Build, which begins at the root of each dictionary for each term.
    private TermContext Find(Term term)
    {
        var segments = Dictionaries(term.Field);
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

    private TermsEnum?[] Dictionaries(string field)
    {
        if (!dictionaries.TryGetValue(field, out var segments))
        {
            dictionaries[field] = segments = [.. reader.Leaves.Select(leaf => leaf.AtomicReader.GetTerms(field)?.GetEnumerator())];
        }

        return segments;
    }

    /// <summary>What posting lists are read into, again and again.</summary>
    private sealed class Buffers<T>(int segments)
        where T : class
    {
        private readonly List<T>[] all = [.. Enumerable.Range(0, segments).Select(_ => new List<T>())];
        private readonly int[] used = new int[segments];

        /// <param name="read">Reads a list into what is given, or into something new.</param>
        public T Fill(int segment, Func<T?, T> read)
        {
            var (own, at) = (all[segment], used[segment]++);
            if (at == own.Count)
            {
                own.Add(read(null));
            }
            else
            {
                own[at] = read(own[at]);
            }

            return own[at];
        }

        public void Done() => Array.Clear(used);
    }
}
