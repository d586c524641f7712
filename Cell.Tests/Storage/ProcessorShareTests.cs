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
}
