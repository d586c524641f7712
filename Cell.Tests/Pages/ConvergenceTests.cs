using CsCheck;
using NUnit.Framework;

namespace Cell.Pages;

/// <summary>Copies of the pages become the same, whatever the order, loss and repetition of what they tell each other.</summary>
[Category("Invariant 8")]
internal sealed class ConvergenceTests
{
    private const int Copies = 4;
    private const int Urls = 6;

    private enum Deed
    {
        Put,
        Step,
        Abandon,
        Lose,
    }

    // Who does what with whom, about which URL, with which moment and hash, and how little goes over at once.
    private static readonly Gen<(Deed Deed, int Who, int With, int Url, int Second, int Most)[]> Stories = Gen.Select(
        Gen.Frequency((8, Gen.Const(Deed.Put)), (30, Gen.Const(Deed.Step)), (2, Gen.Const(Deed.Abandon)), (1, Gen.Const(Deed.Lose))),
        Gen.Int[0, Copies - 1],
        Gen.Int[0, Copies - 1],
        Gen.Int[0, Urls - 1],
        Gen.Int[0, 20],
        Gen.Int[1, 3]).Array[1, 150];

    [Test]
    public void Copies_converge_whatever_the_order_loss_and_repetition() => Stories.Sample(
        story =>
        {
            var all = Enumerable.Range(1, Copies).Select(number => new TestCopy(number)).ToList();
            try
            {
                return EndsWell(Survivors(story, [.. all]));
            }
            finally
            {
                all.ForEach(copy => copy.Dispose());
            }
        },
        iter: 200);

    [Test]
    public void The_last_writer_wins_and_moves_to_the_end_of_the_log()
    {
        using var copy = new TestCopy(1);
        copy.Put(TestCopy.Page("http://a.test/0", 1, "b"), TestCopy.Page("http://a.test/1", 1, "b"));
        copy.Put(TestCopy.Page("http://a.test/0", 0, "c"), TestCopy.Page("http://a.test/0", 1, "a"), TestCopy.Page("http://a.test/0", 2, "a"));
        Assert.That(copy.Log, Is.EqualTo(new[] { "http://a.test/1", "http://a.test/0" }));
        Assert.That((copy.Content["http://a.test/0"].Hash, copy.Count), Is.EqualTo(("a", 2L)));
    }

    [Test]
    public void A_page_that_moves_on_while_it_is_pulled_is_missed_by_nobody()
    {
        using var first = new TestCopy(1);
        using var second = new TestCopy(2);
        first.Put(TestCopy.Page("http://a.test/0", 0, "a"), TestCopy.Page("http://a.test/1", 0, "a"));
        second.Step(first, 1);
        first.Put(TestCopy.Page("http://a.test/0", 1, "b"));
        second.PullAll(first);
        Assert.That(second.Content, Is.EquivalentTo(first.Content));
    }

    private static List<TestCopy> Survivors((Deed Deed, int Who, int With, int Url, int Second, int Most)[] story, List<TestCopy> living)
    {
        foreach (var (deed, who, with, url, second, most) in story)
        {
            var (one, other) = (living[who % living.Count], living[with % living.Count]);
            switch (deed)
            {
                case Deed.Put:
                    one.Put(TestCopy.Page($"http://a.test/{url}", second, $"{who}{with}"));
                    break;
                case Deed.Step when one != other:
                    one.Step(other, most);
                    break;
                case Deed.Abandon:
                    one.Abandon();
                    break;
                case Deed.Lose when living.Count > 2:
                    living.Remove(one);
                    break;
            }
        }

        return living;
    }

    // They read each other's logs: all have the same then, and of each page the newest that any of them had.
    private static bool EndsWell(List<TestCopy> living)
    {
        var newest = living.SelectMany(copy => copy.Content).GroupBy(page => page.Key, page => page.Value).ToDictionary(had => had.Key, had => had.Max());
        foreach (var (one, other) in from one in living from other in living where one != other select (one, other))
        {
            one.PullAll(other);
        }

        return living.TrueForAll(copy => copy.Content.Count == newest.Count && copy.Content.All(page => page.Value == newest[page.Key]));
    }
}
