using NUnit.Framework;

namespace Cell.Pages;

internal sealed class LanguageTests
{
    [TestCase("en", "collected", "collecting")]
    [TestCase("cs", "knihy", "kniha")]
    [TestCase("da", "bøgerne", "bøgers")]
    [TestCase("de", "Häuser", "Hauses")]
    [TestCase("es", "canciones", "canción")]
    [TestCase("fi", "talossa", "talolla")]
    [TestCase("fr", "l'éditeur", "éditeurs")]
    [TestCase("hu", "házak", "háznak")]
    [TestCase("it", "dell'articolo", "articoli")]
    [TestCase("nl", "boeken", "boek")]
    [TestCase("no", "bilene", "bilen")]
    [TestCase("pt", "canções", "canção")]
    [TestCase("ru", "книгами", "книга")]
    [TestCase("sv", "bilarna", "bilar")]
    [TestCase("", "café", "CAFE")]
    public void Forms_of_a_word_have_one_stem(string language, string form, string other) =>
        Assert.That(Reading.Of(form, Language.Named(language)).Stems, Is.EqualTo(Reading.Of(other, Language.Named(language)).Stems).And.Count.EqualTo(1));

    [TestCase("de-AT", "de")]
    [TestCase("nb-NO", "no")]
    [TestCase("EN_us", "en")]
    [TestCase("ja", "ja")]
    public void A_page_says_which_language_it_is_in(string declared, string language) =>
        Assert.That(Language.Of(TestPages.Page("http://a.test/", "", "the and of the and") with { Language = declared }), Is.EqualTo(language));

    [TestCase("Der Zug fährt nicht, und die Leute sind auf dem Bahnhof.", "de")]
    [TestCase("The train does not leave, and the people are at the station.", "en")]
    [TestCase("Le train ne part pas et les gens sont dans la gare.", "fr")]
    [TestCase("vacuum freeze", "")]
    [TestCase("", "")]
    public void Else_its_commonest_words_tell(string text, string language) =>
        Assert.That(Language.Of(TestPages.Page("http://a.test/", "", text) with { Language = "" }), Is.EqualTo(language));
}
