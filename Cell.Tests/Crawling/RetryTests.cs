using System.Net;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Crawling;

internal sealed class RetryTests
{
    [TestCase(1, null, 0.1, 0.3)]
    [TestCase(2, null, 0.2, 0.6)]
    [TestCase(5, null, 1.6, 4.8)]
    [TestCase(1000, null, 5, 15)]
    [TestCase(1, 3, 3, 3.75)]
    [TestCase(1, 0, 0.1, 0.3)]
    [TestCase(1000, 3, 5, 15)]
    [TestCase(1, 86_400, 60, 75)]
    public void It_waits_longer_each_time_and_never_shorter_than_it_was_asked_to(int failures, int? asked, double least, double most)
    {
        var fault = new TissueException("busy", HttpStatusCode.TooManyRequests, null) { RetryAfter = asked is { } seconds ? TimeSpan.FromSeconds(seconds) : null };
        for (var time = 0; time < 50; time++)
        {
            Assert.That(Retry.After(failures, fault).TotalSeconds, Is.InRange(least, most));
        }
    }

    [TestCase(null, true, false)]
    [TestCase(HttpStatusCode.TooManyRequests, true, true)]
    [TestCase(HttpStatusCode.ServiceUnavailable, true, true)]
    [TestCase(HttpStatusCode.Forbidden, false, false)]
    [TestCase(HttpStatusCode.BadRequest, false, false)]
    public void What_is_meant_for_now_is_tried_again(HttpStatusCode? status, bool forNow, bool tooMuch)
    {
        var fault = new TissueException("no", status, null);
        Assert.That((Retry.IsForNow(fault), Retry.IsTooMuch(fault)), Is.EqualTo((forNow, tooMuch)));
    }

    [Test]
    public void A_disk_that_takes_nothing_may_take_it_later() => Assert.That((Retry.IsForNow(new IOException("full")), Retry.IsTooMuch(new IOException("full"))), Is.EqualTo((true, false)));
}
