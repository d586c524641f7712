using CsCheck;
using NUnit.Framework;

namespace Cell.Pages;

internal sealed class NearWordsTests
{
    private static readonly Gen<string> Word = Gen.String[Gen.Char["abc"], 0, 6];

    [TestCase("vacuum", "vacuum", 0)]
    [TestCase("vaccum", "vacuum", 1)]
    [TestCase("vacum", "vacuum", 1)]
    [TestCase("vacuumm", "vacuum", 1)]
    [TestCase("avcuum", "vacuum", 1)]
    [TestCase("ca", "abc", 3)]
    [TestCase("", "abc", 3)]
    public void Letters_that_differ_are_counted(string one, string other, int distance) => Assert.That(NearWords.Distance(one, other), Is.EqualTo(distance));

    [Test]
    public void It_is_as_far_there_as_back_and_no_nearer_than_the_lengths_tell() => Gen.Select(Word, Word).Sample((one, other) =>
        NearWords.Distance(one, other) == NearWords.Distance(other, one) && NearWords.Distance(one, other) >= Math.Abs(one.Length - other.Length) && (NearWords.Distance(one, other) == 0) == (one == other));

    [Test]
    public void One_away_are_all_those_of_distance_one() => Gen.Select(Word, Word).Sample((one, other) =>
        one == other || NearWords.OneAway(one, ['a', 'b', 'c']).Contains(other) == (NearWords.Distance(one, other) == 1));
}
