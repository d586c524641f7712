using NUnit.Framework;

namespace Cell.Pages;

internal sealed class WordVectorTests
{
    private static readonly IReadOnlyList<Language> English = [Language.English];

    [Test]
    public void Words_have_the_weight_of_their_field_and_places_that_no_phrase_goes_over() =>
        Assert.That(WordVector.Of(TestPages.Page("http://a.test/x", "Vacuum the rows", "more rows"), ["rows"]), Does.StartWith("'vacuum':1A 'the':2A 'row':3A,").And.Match("'row':3A,[0-9]+D,[0-9]+B ").And.Contain("'test':"));

    [Test]
    public void Quotes_and_backslashes_are_doubled() => Assert.That(WordVector.Quoted("it's a \\"), Is.EqualTo("'it''s a \\\\'"));

    [Test]
    public void The_better_field_counts_more() => Assert.That(WordVector.Boosts, Is.Ordered.Ascending.And.Length.EqualTo(4));

    [TestCase("vacuum", "('vacuum')", "", "'vacuum'")]
    [TestCase("vacuum freeze", "('vacuum') & ('freez')", "", "'vacuum' | 'freez'")]
    [TestCase("to freeze", "('freez')", "", "'freez'")]
    [TestCase("\"transaction the id\"", "", "(('transact' <1> 'the' <1> 'id'))", "'transact' | 'the' | 'id'")]
    [TestCase("vacuum -full", "('vacuum')", "!('full')", "'vacuum'")]
    [TestCase("sql-vacuum", "(('sql' <1> 'vacuum'))", "", "'sql' | 'vacuum'")]
    [TestCase("site:a.test", "", "", "")]
    public void A_query_is_what_every_hit_has_and_what_ranks(string text, string plain, string others, string any)
    {
        var query = new WordQuery(QueryText.Read(text), English);
        Assert.That((string.Join(" & ", query.Plain), query.Others, query.Any), Is.EqualTo((plain, others, any)));
    }

    [Test]
    public void A_word_is_looked_for_as_each_language_reads_it() =>
        Assert.That(new WordQuery(QueryText.Read("Erbsen"), [Language.English, Language.Named("de")]).Plain, Is.EqualTo(new[] { "('erbsen' | 'erbs')" }));
}
