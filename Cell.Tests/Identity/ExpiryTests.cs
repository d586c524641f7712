using NUnit.Framework;

namespace Cell.Identity;

internal sealed class ExpiryTests
{
    private static readonly DateTimeOffset Begins = TestClock.Noon;
    private static readonly CellId Cell = CellId.Parse("01890000-0000-7000-8000-0000abcd1234");

    [TestCase(365, 273, false)]
    [TestCase(365, 274, true, Description = "a quarter of its life is left")]
    [TestCase(40, 9, false)]
    [TestCase(40, 11, true, Description = "29 days are more than a quarter, and fewer than 30 days")]
    public void Warns_at_a_quarter_and_at_thirty_days(double life, double lived, bool warns) => Assert.That(Of(life, lived).Any(), Is.EqualTo(warns));

    [Test]
    public void Each_threshold_is_told_once()
    {
        var watch = new ExpiryWatch();
        var told = Enumerable.Range(0, 365 * 24).SelectMany(hour => watch.New([.. Of(365, hour / 24.0)])).Select(warning => warning.Text.Split(", in ")[1]);
        Assert.That(told, Is.EqualTo(new[]
        {
            "91 days: `cell renew abcd1234`.", "30 days: `cell renew abcd1234`.", "7 days: `cell renew abcd1234`.", "24 hours: `cell renew abcd1234`.",
        }));
    }

    [Test]
    public void An_end_that_has_come_is_told_too() => Assert.That(
        Of(365, 366).Single().Text, Is.EqualTo("The certificate of cell abcd1234 ended at 2027-03-01 12:00:00Z: `cell renew abcd1234`."));

    [Test]
    public void A_renewed_certificate_is_warned_of_anew()
    {
        var watch = new ExpiryWatch();
        Assert.That(watch.New([.. Of(365, 360)]), Has.Count.EqualTo(1));
        Assert.That(watch.New([]), Is.Empty);
        Assert.That(watch.New([.. Expiry.OfCell(Cell, Begins.AddYears(1), Begins.AddYears(2), Begins.AddYears(2).AddDays(-5))]), Has.Count.EqualTo(1));
    }

    [TestCase(0.5, false)]
    [TestCase(0.8, true)]
    public void A_threshold_as_long_as_the_whole_life_says_nothing(double lived, bool warns) => Assert.That(Of(1, lived).Any(), Is.EqualTo(warns));

    [Test]
    public void Who_does_not_say_when_it_began_is_warned_of_its_end()
    {
        Assert.That(Expiry.OfCell(Cell, default, Begins.AddDays(40), Begins), Is.Empty);
        Assert.That(Expiry.OfCell(Cell, default, Begins.AddDays(29), Begins).ToList(), Has.Count.EqualTo(1));
    }

    [Test]
    public void Genome_and_operator_have_remedies_of_their_own()
    {
        Assert.That(Expiry.OfGenome(7, Begins, Begins.AddDays(365), Begins.AddDays(360)).Single().Text, Is.EqualTo("Genome version 7 ends at 2027-03-01 12:00:00Z, in 5 days: `cell init --resign`."));
        Assert.That(
            Expiry.OfOperator("ann", Begins, Begins.AddDays(365), Begins.AddDays(364.5)).Single().Text,
            Is.EqualTo("The certificate of operator ann ends at 2027-03-01 12:00:00Z, in 12 hours: `cell operator add ann`."));
    }

    [TestCase(17, 64, "")]
    [TestCase(16, 64, "Cell abcd1234 has 16 of 64 generations left (limits.generations): `cell renew abcd1234`.")]
    [TestCase(1, 2, "")]
    [TestCase(0, 2, "Cell abcd1234 is of the last generation: it cannot divide (limits.generations): `cell renew abcd1234`.")]
    public void A_quarter_of_the_generations_left_is_told(int left, int limit, string text) =>
        Assert.That(string.Concat(Expiry.OfGenerations(Cell, left, limit).Select(warning => warning.Text)), Is.EqualTo(text));

    private static IEnumerable<Warning> Of(double life, double lived) => Expiry.OfCell(Cell, Begins, Begins.AddDays(life), Begins.AddDays(lived));
}
