using Lucene.Net.Analysis;
using Lucene.Net.Analysis.TokenAttributes;
using Lucene.Net.Index;
using Lucene.Net.Search;

namespace Cell.Pages;

/// <summary>A client's query as Lucene.NET's: every word is wanted, and in a better field it counts more; pages that have all of them, near together, come first.</summary>
internal static class PageQuery
{
    private const float Nearness = 3f;
    private const int Slop = 8;

    // Fewer words are meant as they are.
    private const int LeastToRelax = 3;
    private const double WantedShare = 0.6;

    /// <summary>Most of the words instead of all of them, for a question that no page has whole; null: it has too few.</summary>
    public static Query? Relaxed(IReadOnlyList<QueryPart> parts, Analyzer analyzer)
    {
        var plain = parts.Where(part => part is { Field: "", Phrase: false, Without: false }).SelectMany(part => Terms(part.Words, analyzer)).Distinct(StringComparer.Ordinal).ToList();
        if (plain.Count < LeastToRelax)
        {
            return null;
        }

        var words = new BooleanQuery { MinimumNumberShouldMatch = (int)Math.Ceiling(plain.Count * WantedShare) };
        plain.ForEach(word => words.Add(Word(word), Occur.SHOULD));
        var rest = parts.Where(part => part is not { Field: "", Phrase: false, Without: false }).ToList();
        return new BooleanQuery { { words, Occur.MUST }, { rest.Count > 0 ? Of(rest, analyzer) : new MatchAllDocsQuery(), rest.Count > 0 ? Occur.MUST : Occur.SHOULD } };
    }

    public static Query Of(IReadOnlyList<QueryPart> parts, Analyzer analyzer)
    {
        var query = new BooleanQuery();
        foreach (var part in parts)
        {
            var wanted = part.Without ? Occur.MUST_NOT : Occur.MUST;
            if (part.Field.Length > 0)
            {
                query.Add(new TermQuery(new Term(part.Field, part.Words)), wanted);
            }
            else if (Terms(part.Words, analyzer) is { Count: > 0 } terms)
            {
                query.Add(part.Phrase || terms.Count > 1 ? Phrase(terms, part.Phrase ? 0 : 2) : Word(terms[0]), wanted);
            }
        }

        var plain = parts.Where(part => part is { Field: "", Phrase: false, Without: false }).SelectMany(part => Terms(part.Words, analyzer)).ToList();
        if (plain.Count > 1)
        {
            query.Add(Phrase(plain, Slop, Nearness), Occur.SHOULD);
        }

        // Only exclusions find nothing in Lucene: let them exclude from everything.
        if (query.Clauses.Count > 0 && query.Clauses.All(clause => clause.Occur == Occur.MUST_NOT))
        {
            query.Add(new MatchAllDocsQuery(), Occur.MUST);
        }

        return query;
    }

    /// <summary>The stems asked for, to be marked in snippets.</summary>
    public static IReadOnlySet<string> Words(IReadOnlyList<QueryPart> parts, Analyzer analyzer) =>
        parts.Where(part => part.Field.Length == 0 && !part.Without).SelectMany(part => Terms(part.Words, analyzer)).ToHashSet(StringComparer.Ordinal);

    private static DisjunctionMaxQuery Word(string term)
    {
        var fields = new DisjunctionMaxQuery(0.3f);
        foreach (var (field, boost) in PageDocument.Searched)
        {
            fields.Add(new TermQuery(new Term(field, term)) { Boost = boost });
        }

        return fields;
    }

    private static DisjunctionMaxQuery Phrase(IReadOnlyList<string> terms, int slop, float weight = 1)
    {
        var fields = new DisjunctionMaxQuery(0.3f);
        foreach (var (field, boost) in PageDocument.Searched)
        {
            var phrase = new PhraseQuery { Slop = slop, Boost = boost * weight };
            foreach (var term in terms)
            {
                phrase.Add(new Term(field, term));
            }

            fields.Add(phrase);
        }

        return fields;
    }

    internal static IReadOnlyList<string> Terms(string words, Analyzer analyzer)
    {
        using var stream = analyzer.GetTokenStream("text", words);
        var term = stream.GetAttribute<ICharTermAttribute>();
        var terms = new List<string>();
        stream.Reset();
        while (stream.IncrementToken())
        {
            terms.Add(term.ToString()!); // a token has a text
        }

        stream.End();
        return terms;
    }
}
