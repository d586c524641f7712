using System.Globalization;

namespace Cell.Pages;

/// <summary>A client's query for PostgreSQL, read as <see cref="PageQuery"/> reads it for Lucene.NET. Pure.</summary>
/// <param name="parts">What is asked for.</param>
/// <param name="languages">Of the pages, the commonest first.</param>
internal sealed class WordQuery(IReadOnlyList<QueryPart> parts, IReadOnlyList<Language> languages)
{
    private readonly IReadOnlyList<Language> languages =
        parts.FirstOrDefault(part => part is { Field: "lang", Without: false }) is { } named ? [Language.Named(named.Words)] : languages;

    /// <summary>Its words that are in no phrase and say something, a tsquery each.</summary>
    public IReadOnlyList<string> Plain => field ??= [.. Telling.Select(Clause).Where(clause => clause.Length > 0)];

    /// <summary>A tsquery of what every hit has and has not beside them; "" when that is nothing.</summary>
    public string Others => field ??= string.Join(" & ", parts.Where(part => part is { Field: "", IsPlain: false }).Select(part => (part.Without, Clause: Clause(part))).Where(part => part.Clause.Length > 0)
        .Select(part => (part.Without ? "!" : "") + part.Clause));

    /// <summary>A tsquery of the words that rank; "" when there are none.</summary>
    public string Any => field ??= string.Join(" | ", Wanted.SelectMany(part => Readings(part.Words)).SelectMany(reading => reading.Stems).Distinct(StringComparer.Ordinal).Select(WordVector.Quoted));

    /// <summary>Sites and languages that a hit is of, or is not.</summary>
    public IEnumerable<QueryPart> Fields => parts.Where(part => part.Field.Length > 0);

    /// <summary>Nothing is asked for.</summary>
    public bool IsEmpty => Plain.Count == 0 && Others.Length == 0 && !Fields.Any();

    /// <summary>So many of the plain words are enough, when no page has all; 0: all are meant.</summary>
    public int Enough => PageQuery.Enough(Plain.Count);

    private IReadOnlyList<QueryPart> Telling => PageQuery.Telling([.. parts.Where(part => part.IsPlain)], languages[0].Common);

    private IEnumerable<QueryPart> Wanted => Telling.Concat(parts.Where(part => part is { Phrase: true, Without: false }));

    /// <summary>The stems asked for, as the pages of a language have them.</summary>
    public Beginnings StemsIn(Language language) => new(Wanted.SelectMany(part => Reading.Of(part.Words, language).Stems).ToHashSet(StringComparer.Ordinal), language);

    // ('frier' | ('sql' <1> 'vacuum')): in each way that a language reads it.
    private string Clause(QueryPart part) => Readings(part.Words).Select(Following).Distinct(StringComparer.Ordinal).ToList() is { Count: > 0 } readings ? $"({string.Join(" | ", readings)})" : "";

    private IEnumerable<Reading> Readings(string words) => languages.Select(language => Reading.Of(StorableText.Of(words), language)).Where(reading => reading.Stems.Count > 0);

    private static string Following(Reading reading)
    {
        var steps = reading.Words.Select((word, at) => at == 0 ? WordVector.Quoted(word.Stem) : string.Create(CultureInfo.InvariantCulture, $"<{word.Place - reading.Places[at - 1]}> {WordVector.Quoted(word.Stem)}"));
        return reading.Stems.Count == 1 ? WordVector.Quoted(reading.Stems[0]) : $"({string.Join(' ', steps)})";
    }
}
