using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Pages;

internal sealed class RecentPagesTests
{
    [TestCase(0, 9, 9, "1 2 3")]
    [TestCase(1, 9, 9, "2 3")]
    [TestCase(1, 9, 1, "2")]
    [TestCase(1, 2, 9, "2")]
    [TestCase(3, 9, 9, "")]
    [TestCase(4, 9, 9, "5")]
    public void Gives_what_follows_without_a_gap(int after, int upTo, int most, string numbers)
    {
        var recent = new RecentPages();
        foreach (var number in (int[])[1, 3, 2, 5])
        {
            recent.Add(number, Numbered(number, ""));
        }

        Assert.That(recent.After(after, upTo, most).Select(page => page.Title), Is.EqualTo(numbers.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
    }

    [Test]
    public void Forgets_the_oldest_when_they_are_too_much()
    {
        var recent = new RecentPages();
        foreach (var number in Enumerable.Range(1, 12))
        {
            recent.Add(number, Numbered(number, new string('a', 1_000_000)));
        }

        // Each is a little more than an eighth of what is kept.
        Assert.That(recent.After(4, 12, 99), Is.Empty);
        Assert.That(recent.After(5, 12, 99), Has.Count.EqualTo(7));
    }

    private static CrawledPage Numbered(int number, string text) => TestPages.Page($"http://a.test/{number}", $"{number}", text);
}
