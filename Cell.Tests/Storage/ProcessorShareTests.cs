using NUnit.Framework;

namespace Cell.Storage;

[Category("Invariant 9")]
internal sealed class ProcessorShareTests
{
    [Test]
    public void Who_asks_again_and_again_is_there_all_the_time()
    {
        var clock = new TestClock();
        var share = new ProcessorShare(2, clock);
        Assert.That(share.IsAlone, "nobody has come yet");
        share.Clients = 1;
        Assert.That(share.IsAlone, Is.False);
        share.Clients = 0;
        clock.Advance(TimeSpan.FromSeconds(0.9));
        Assert.That(share.IsAlone, Is.False, "it was just there");
        share.Clients = 0;
        clock.Advance(TimeSpan.FromSeconds(0.2));
        Assert.That(share.IsAlone, "what is no client does not count");
    }

    [Test]
    public async Task Long_work_waits_for_its_turn_only_when_others_were_there()
    {
        var clock = new TestClock();
        var share = new ProcessorShare(1, clock);
        await share.RunAsync(Work, CancellationToken.None);
        Assert.That(share.RunAsync(Work, CancellationToken.None).Wait(TimeSpan.FromSeconds(10)), "nobody else was there");

        share.Clients = 1;
        clock.Advance(TimeSpan.FromSeconds(1));
        await share.RunAsync(Work, CancellationToken.None);
        var next = share.RunAsync(Work, CancellationToken.None);
        Assert.That(next.Wait(TimeSpan.FromSeconds(0.2)), Is.False, "the clock of its budget stands still");
        share.Clients = 0;
        clock.Advance(TimeSpan.FromSeconds(2));
        await next;

        static bool Work()
        {
            var start = TimeProvider.System.GetTimestamp();
            while (TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromMilliseconds(300))
            {
            }

            return true;
        }
    }

    [Test]
    public async Task Work_waits_for_a_client_that_is_late_and_begins_when_it_is_gone()
    {
        var clock = new TestClock();
        var share = new ProcessorShare(1, clock) { Clients = 1, LateFrom = clock.GetTimestamp() + TimeSpan.FromMilliseconds(10).Ticks };
        clock.Advance(TimeSpan.FromMilliseconds(10));
        await share.RunAsync(() => true, CancellationToken.None);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        var waiting = share.RunAsync(() => true, CancellationToken.None);
        Assert.That(waiting.Wait(TimeSpan.FromSeconds(0.1)), Is.False, "it is late");
        share.LateFrom = long.MaxValue;
        clock.Advance(TimeSpan.FromMilliseconds(2));
        Assert.That(waiting.Wait(TimeSpan.FromSeconds(10)), "the next one came just now");
    }

    [Test]
    public void Who_does_no_background_work_does_not_pause()
    {
        var share = new ProcessorShare(1, new TestClock()) { Clients = 1, LateFrom = 0 };
        Assert.That(Task.Run(() => share.Paced([1, 2]).Sum()).Wait(TimeSpan.FromSeconds(10)));
    }
}
