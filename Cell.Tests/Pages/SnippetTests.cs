using CsCheck;
using NUnit.Framework;

namespace Cell.Pages;

internal sealed class SnippetTests
{
    private static readonly string[] EnglishEnds =
        ["", "s", "sses", "ies", "ed", "eed", "ing", "y", "ational", "tional", "enci", "ency", "ancy", "izer", "bly", "ably", "ally", "ently", "ely", "ously", "ization", "ation", "ator", "alism", "iveness", "fulness", "ousness",
            "ality", "ivity", "bility", "abilities", "logy", "icate", "ative", "alize", "ical", "ful", "ness", "ement", "ment", "ion", "able", "ible", "e", "ll"];

    [Test]
    public void Without_a_match_it_is_the_start_of_the_text()
    {
        var (text, marks) = Snippet.Of(string.Join(' ', Enumerable.Repeat("word", 200)), English("else"));
        Assert.That(text, Does.StartWith("word word").And.EndWith(" …"));
        Assert.That(marks, Is.Empty);
    }

    [Test]
    public void It_is_where_most_different_words_stand()
    {
        var filler = string.Join(' ', Enumerable.Repeat("filler", 100));
        var (text, marks) = Snippet.Of($"vacuum vacuum vacuum {filler} vacuum freeze {filler}", English("vacuum", "freez"));
        Assert.That(text, Does.Contain("vacuum freeze").And.StartWith("… ").And.EndWith(" …"));
        Assert.That(marks.Select(mark => text.Substring(mark.Start, mark.Length)), Is.EqualTo(new[] { "vacuum", "freeze" }));
    }

    [Test]
    public void Marks_are_where_the_whole_text_analysed_has_the_words() =>
        Gen.Select(Gen.String[Gen.Char["vVaué1 '-_.\n漢Щ\u0301"], 0, 60], Gen.Int[0, 4]).Sample((text, chosen) =>
        {
            var language = Language.Named(new[] { "en", "de", "fr", "ru", "" }[chosen]);
            var words = Reading.Of(text, language).Stems.Where((_, at) => at % 3 == 0).ToHashSet(StringComparer.Ordinal);
            var (snippet, marks) = Snippet.Of(text, new Beginnings(words, language));
            var all = Reading.Of(text, language).Stems;
            return marks.Count == all.Count(words.Contains) && snippet == text;
        }, iter: 2000, threads: 1);

    [TestCase("")]
    [TestCase("cs")]
    [TestCase("da")]
    [TestCase("de")]
    [TestCase("en")]
    [TestCase("es")]
    [TestCase("fi")]
    [TestCase("fr")]
    [TestCase("hu")]
    [TestCase("it")]
    [TestCase("nl")]
    [TestCase("no")]
    [TestCase("pt")]
    [TestCase("ru")]
    [TestCase("sv")]
    public void A_word_is_marked_by_its_stem_however_it_is_formed(string code)
    {
        var language = Language.Named(code);
        Gen.String[Gen.Char["abcdefghiklmnoprstuvyz"], 3, 14].Sample(word =>
        {
            var stems = Reading.Of(word, language).Stems.ToHashSet(StringComparer.Ordinal);
            return Snippet.Of(word.ToUpperInvariant(), new Beginnings(stems, language)).Marks.Count == stems.Count;
        }, iter: 3000, threads: 1);
    }

    // Porter's rules, which write the end of a word anew.
    [Test]
    public void An_English_word_is_marked_by_its_stem_however_it_ends() =>
        Gen.Select(Gen.String[Gen.Char["aeioubcdlnrstyz"], 1, 6], Gen.Int[0, EnglishEnds.Length - 1], Gen.Int[0, EnglishEnds.Length - 1]).Sample((beginning, end, last) =>
        {
            var word = beginning + EnglishEnds[end] + EnglishEnds[last];
            return Snippet.Of(word.ToUpperInvariant(), English([.. Reading.Of(word, Language.English).Stems])).Marks.Count == 1;
        }, iter: 20_000, threads: 1);

    // Some scripts have no spaces, and some texts neither.
    [Test]
    public void A_match_in_a_text_without_spaces_is_in_the_snippet()
    {
        var (text, marks) = Snippet.Of($"{new string('漢', 500)}vacuum{new string('漢', 500)}", English("vacuum"));
        Assert.That(marks.Select(mark => text.Substring(mark.Start, mark.Length)), Is.EqualTo(new[] { "vacuum" }));
    }

    [Test]
    public void Marks_lie_within_the_snippet_whatever_the_text() =>
        Gen.String[Gen.Char["ab vacuum\n漢"], 0, 600].Sample(text =>
        {
            var (snippet, marks) = Snippet.Of(text, English("vacuum", "a", "b"));
            return marks.All(mark => mark.Start >= 0 && mark.Length > 0 && mark.Start + mark.Length <= snippet.Length);
        }, iter: 300, threads: 1);

    [Test]
    public void A_text_of_a_million_matches_is_cut_in_time()
    {
        var (text, _) = Snippet.Of(string.Join(' ', Enumerable.Repeat("vacuum", 1_000_000)), English("vacuum"));
        Assert.That(text.Length, Is.LessThan(300));
    }

    private static Beginnings English(params string[] stems) => new(stems.ToHashSet(StringComparer.Ordinal), Language.English);
}
