using System.Net;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Cell.Api;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ClientRatesTests
{
    private static readonly IPAddress Client = IPAddress.Parse("203.0.113.7");
    private readonly FakeTimeProvider time = new(TestClock.Noon);
    private readonly ClientRates rates;

    public ClientRatesTests() => rates = new ClientRates(time);

    [Test]
    public void Ten_seconds_worth_may_come_at_once_and_then_one_at_its_time()
    {
        Assert.That(Enumerable.Range(0, 1000).Count(_ => rates.Wait(Client, 5) == TimeSpan.Zero), Is.EqualTo(50));
        Assert.That(rates.Wait(Client, 5), Is.EqualTo(TimeSpan.FromMilliseconds(200)));
        time.Advance(TimeSpan.FromMilliseconds(200));
        Assert.That((rates.Wait(Client, 5), rates.Wait(Client, 5)), Is.EqualTo((TimeSpan.Zero, TimeSpan.FromMilliseconds(200))));
    }

    [Test]
    public void Who_insists_waits_no_longer_for_it()
    {
        Assert.That(Enumerable.Range(0, 1000).Count(_ => rates.Wait(Client, 1) == TimeSpan.Zero), Is.EqualTo(10));
        time.Advance(TimeSpan.FromHours(1));
        Assert.That(Enumerable.Range(0, 1000).Count(_ => rates.Wait(Client, 1) == TimeSpan.Zero), Is.EqualTo(10));
    }

    [Test]
    public void Others_are_not_held_up()
    {
        while (rates.Wait(Client, 1) == TimeSpan.Zero)
        {
        }

        // One in 65,536 shares its bucket.
        Assert.That(Enumerable.Range(1, 250).Count(last => rates.Wait(IPAddress.Parse($"198.51.100.{last}"), 1) > TimeSpan.Zero), Is.LessThanOrEqualTo(2));
    }

    [Test]
    public void Many_at_once_get_no_more_than_one_after_the_other()
    {
        var let = 0;
        Parallel.For(0, 10_000, _ => Interlocked.Add(ref let, rates.Wait(Client, 20) == TimeSpan.Zero ? 1 : 0));
        Assert.That(let, Is.EqualTo(200));
    }
}
