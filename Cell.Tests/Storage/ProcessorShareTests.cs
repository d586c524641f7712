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

        static int Work() => Busy(0.3);
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

    [Test]
    public async Task A_share_charges_what_its_work_took_of_the_processor_and_not_what_it_slept()
    {
        var share = new ProcessorShare(1, TimeProvider.System) { Clients = 1 };
        await share.RunAsync(() => Busy(0.1), CancellationToken.None);
        var begun = TimeProvider.System.GetTimestamp();
        await share.RunAsync(() => true, CancellationToken.None);
        Assert.That(TimeProvider.System.GetElapsedTime(begun).TotalSeconds, Is.GreaterThan(0.1), "a tenth of a second is earned in one second where it is spent whole");
    }

    [Test]
    public async Task Each_step_is_charged_and_the_next_one_waits_for_its_turn()
    {
        var share = new ProcessorShare(1, TimeProvider.System) { Clients = 1 };
        share.Measured(() => Busy(0.05));
        var steps = new List<TimeSpan>();
        await share.RunAsync(() => share.Paced(Enumerable.Range(0, 4)).Select(_ => Step()).ToList(), CancellationToken.None);
        Assert.That(steps.Zip(steps.Skip(1)).Select(two => (two.Second - two.First).TotalSeconds), Is.All.GreaterThan(0.04), "ten times what it took is earned in that time");

        int Step()
        {
            steps.Add(TimeProvider.System.GetElapsedTime(0));
            return Busy(0.005);
        }
    }

    [Test]
    public void Nobody_waits_for_a_turn_that_he_gave_up()
    {
        var share = new ProcessorShare(1, TimeProvider.System) { Clients = 1 };
        share.Measured(() => Busy(0.2));
        using var over = new CancellationTokenSource(TimeSpan.FromMilliseconds(10));
        Assert.That(async () => await share.RunAsync(() => true, over.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    private static int Busy(double seconds)
    {
        var rounds = 0;
        for (var begun = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(begun).TotalSeconds < seconds; rounds++)
        {
            Thread.SpinWait(100);
        }

        return rounds;
    }
}
