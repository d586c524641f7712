using CsCheck;
using NUnit.Framework;

namespace Cell.Frontier;

internal sealed class KnownUrlsTests
{
    // Few high bits: the homes collide. A negative number is taken out.
    [Test]
    public void It_knows_what_a_set_knows() => Gen.Select(Gen.UInt[0, 40], Gen.Bool).Array[0, 400].Sample(steps =>
    {
        var known = new KnownUrls();
        var model = new HashSet<ulong>();
        foreach (var (number, add) in steps)
        {
            var print = ((ulong)(number / 4) << 32) | number;
            if (add && model.Add(print))
            {
                known.Add(print);
            }
            else if (!add && model.Remove(print))
            {
                known.Remove(known.Find(print));
            }
        }

        return known.Count == model.Count
            && known.All().Select(slot => known[slot].Print).ToHashSet().SetEquals(model)
            && Enumerable.Range(0, 41).All(number => known.Find(((ulong)(number / 4) << 32) | (uint)number) >= 0 == model.Contains(((ulong)(number / 4) << 32) | (uint)number));
    });

    [Test]
    public void It_grows()
    {
        var known = new KnownUrls();
        var prints = Enumerable.Range(0, 200_000).Select(number => Fingerprint.Of($"http://a.test/{number}")).ToList();
        prints.ForEach(print => known.Add(print));
        Assert.That(prints.Select(known.Find), Is.EqualTo(Enumerable.Range(0, 200_000)));
        Assert.That(known.Find(Fingerprint.Of("http://a.test/other")), Is.EqualTo(-1));
    }
}
