using NUnit.Framework;

namespace Cell.Pages;

internal sealed class FoldingTests
{
    [Test]
    public void The_best_of_those_with_one_body_stays() => Assert.That(Of((1, 7, 0), (2, 8, 0), (3, 7, 0)), Is.EqualTo(new[] { (1, 1), (2, 0) }));

    [Test]
    public void Near_duplicates_differ_in_three_bits_at_most() => Assert.That(Of((1, 1, 0b1000_0000), (2, 2, 0b1000_0111), (3, 3, 0b1000_1111)), Is.EqualTo(new[] { (1, 1), (3, 0) }));

    [Test]
    public void What_cannot_tell_is_like_nothing() => Assert.That(Of((1, 0, 0), (2, 0, 0)), Is.EqualTo(new[] { (1, 0), (2, 0) }));

    [Test]
    public void What_comes_later_changes_nothing_that_came_first() =>
        Assert.That(Of((1, 1, 0), (2, 2, 0), (3, 3, 0), (4, 1, 0)).Take(3).Select(hit => hit.Document), Is.EqualTo(Of((1, 1, 0), (2, 2, 0), (3, 3, 0)).Select(hit => hit.Document)));

    private static List<(int Document, int Similar)> Of(params (int Document, long Hash, long Simhash)[] hits) =>
        [.. Folding.Of(hits.Select(hit => new Likeness(hit.Document, 1, hit.Hash, hit.Simhash))).Select(hit => (hit.Best.Document, hit.Similar))];
}
