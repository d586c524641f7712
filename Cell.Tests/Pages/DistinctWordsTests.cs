using NUnit.Framework;

namespace Cell.Pages;

internal sealed class DistinctWordsTests
{
    [TestCase("How to vacuum a Database", "how vacuum database")]
    [TestCase("Vacuum, vacuum; VACUUM.", "vacuum")]
    [TestCase("don't co-operate: postgresql.conf", "don operate postgresql conf")]
    [TestCase("max_connections ab3 x86_64 3rd word", "word")]
    [TestCase("Überprüfung naïve", "überprüfung naïve")]
    [TestCase("", "")]
    [TestCase("abcdefghijklmnopqrstuvwxyzabcd abcdefghijklmnopqrstuvwxyzabcde", "abcdefghijklmnopqrstuvwxyzabcd")]
    public void Runs_of_letters_once_each(string text, string words) => Assert.That(DistinctWords.Of([text, text]), Is.EquivalentTo(words.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
}
