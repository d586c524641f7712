using NUnit.Framework;

namespace Cell.Api;

/// <summary>Clients may have the whole limit; pages are assured a tenth of it and may have what is left.</summary>
[Category("Invariant 9")]
internal sealed class AdmissionTests
{
    [TestCase(0, 20)]
    [TestCase(5, 15)]
    [TestCase(18, 2)]
    [TestCase(20, 2)]
    public void Pages_have_what_clients_leave_and_a_tenth_at_least(int clients, int pages)
    {
        var admission = Admission.Start with { Clients = clients };
        Assert.That(admission.Limit, Is.EqualTo(20));
        Assert.That((admission with { Pages = pages - 1 }).HasRoomForPages, Is.True);
        Assert.That((admission with { Pages = pages }).HasRoomForPages, Is.False);
    }

    [TestCase(0)]
    [TestCase(20)]
    [TestCase(1000)]
    public void Clients_have_the_whole_limit_whatever_pages_do(int pages)
    {
        var admission = Admission.Start with { Pages = pages };
        Assert.That((admission with { Clients = 19 }).HasRoomForClient, Is.True);
        Assert.That((admission with { Clients = 20 }).HasRoomForClient, Is.False);
    }

    [Test]
    public void The_limit_follows_how_long_answers_take()
    {
        var steady = Answered(Admission.Start, 200, 5);
        Assert.That(steady.Limit, Is.GreaterThan(20));
        Assert.That(Answered(steady, 20, 500).Limit, Is.LessThan(steady.Limit));
    }

    private static Admission Answered(Admission admission, int times, double milliseconds) =>
        Enumerable.Range(0, times).Aggregate(admission, (now, _) => now.WithClient().WithoutClient(TimeSpan.FromMilliseconds(milliseconds), now.Limit));
}
