using Lucene.Net.Index;
using Lucene.Net.Search;

namespace Cell.Pages;

/// <summary>A client's query as Lucene.NET's: every word is wanted, and in a better field it counts more; pages that have all of them, near together, come first.</summary>
/// <param name="parts">What is asked for.</param>
/// <param name="languages">Of the index, or the one that is asked for, the commonest first.</param>
internal sealed class PageQuery(IReadOnlyList<QueryPart> parts, IReadOnlyList<Language> languages, QueryTerms terms)
{
    // "sql-vacuum" is found as "SQL vacuum" too.
    private const int SlopOfWord = 2;

    // Fewer words are meant as they are.
    private const int LeastToRelax = 3;
    private const double WantedShare = 0.6;

    // Of "how to freeze" only the last word says something.
    private readonly IReadOnlyList<QueryPart> plain = Telling([.. parts.Where(part => part.IsPlain)], languages[0].Common);
    private readonly Dictionary<Language, Beginnings> stems = new(ReferenceEqualityComparer.Instance);

    /// <summary>Of so many words so many are enough, where no page has them all; 0: all are meant.</summary>
    public static int Enough(int words) => words < LeastToRelax ? 0 : (int)Math.Ceiling(words * WantedShare);

    /// <param name="languages">Of the index.</param>
    public static PageQuery Of(IReadOnlyList<QueryPart> parts, IReadOnlyList<Language> languages, QueryTerms terms) =>
        new(parts, parts.FirstOrDefault(part => part is { Field: "lang", Without: false }) is { } named ? [Language.Named(named.Words)] : languages, terms);

    public Query AllWords()
    {
        var query = Rest();
        foreach (var words in plain.Select(Words).Where(words => !words.AreNone))
        {
            query.Add(words.In(PageDocument.Searched, terms, SlopOfWord), Occur.MUST);
        }

        return query;
    }

    /// <summary>Raises those of <see cref="AllWords"/> that have them near together; null: there is but one.</summary>
    public Nearness? Nearness() => plain.Count > 1 && new QueryWords(string.Join(' ', plain.Select(part => part.Words)), languages) is { AreNone: false } together
        ? new Nearness(PageDocument.Searched, together.Readings, terms)
        : null;

    /// <summary>Most of the words instead of all of them, for a question that no page has whole; null: it has too few.</summary>
    public Query? MostWords()
    {
        var words = plain.Select(Words).Where(words => !words.AreNone).ToList();
        if (Enough(words.Count) == 0)
        {
            return null;
        }

        var most = new BooleanQuery { MinimumNumberShouldMatch = Enough(words.Count) };
        words.ForEach(word => most.Add(word.In(PageDocument.Searched, terms, SlopOfWord), Occur.SHOULD));
        var query = Rest();
        query.Add(most, Occur.MUST);
        return query;
    }

    /// <summary>The stems asked for, as the pages of a language have them.</summary>
    public Beginnings StemsIn(Language language)
    {
        if (!stems.TryGetValue(language, out var those))
        {
            var words = plain.Concat(parts.Where(part => part is { Phrase: true, Without: false })).SelectMany(part => Reading.Of(part.Words, language).Stems);
            stems[language] = those = new Beginnings(words.ToHashSet(StringComparer.Ordinal), language);
        }

        return those;
    }

    /// <summary>All but the plain words.</summary>
    private BooleanQuery Rest()
    {
        var query = new BooleanQuery();
        foreach (var part in parts.Where(part => !part.IsPlain))
        {
            var wanted = part.Without ? Occur.MUST_NOT : Occur.MUST;
            if (part.Field.Length > 0)
            {
                query.Add(new TermQuery(new Term(part.Field, part.Words)) { Boost = 0 }, wanted);
            }
            else if (Words(part) is { AreNone: false } words)
            {
                query.Add(words.In(PageDocument.Searched, terms, part.Phrase ? 0 : SlopOfWord), wanted);
            }
        }

        // Only exclusions find nothing in Lucene: let them exclude from everything.
        if (query.Clauses.Count > 0 && plain.Count == 0 && query.Clauses.All(clause => clause.Occur == Occur.MUST_NOT))
        {
            query.Add(new MatchAllDocsQuery(), Occur.MUST);
        }

        return query;
    }

    private QueryWords Words(QueryPart part) => new(part.Words, languages);

    /// <summary>Those that say something; all, if none does.</summary>
    public static IReadOnlyList<QueryPart> Telling(IReadOnlyList<QueryPart> plain, IReadOnlySet<string> common)
    {
        var telling = plain.Where(part => !common.Contains(part.Words.ToLowerInvariant())).ToList();
        return telling.Count > 0 ? telling : plain;
    }
}
