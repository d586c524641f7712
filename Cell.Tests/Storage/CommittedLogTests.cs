using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Cell.Storage;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class CommittedLogTests
{
    private readonly TestFolder folder = new();

    [TearDown]
    public void Forget() => folder.Dispose();

    [Test]
    public async Task A_log_that_is_long_enough_is_reached_at_once()
    {
        await File.WriteAllBytesAsync(folder.At("log"), new byte[20]);
        using var log = new CommittedLog(folder.At("log"), new FakeTimeProvider());
        await log.ReachAsync(20);
    }

    [Test]
    public async Task A_log_that_grows_late_is_waited_for()
    {
        using var log = new CommittedLog(folder.At("log"), TimeProvider.System);
        var reached = log.ReachAsync(20);
        Assert.That(reached.IsCompleted, Is.False);
        await File.WriteAllBytesAsync(folder.At("log"), new byte[20]);
        await reached.WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Test]
    public async Task A_log_that_never_grows_is_a_fault_of_the_disk()
    {
        var clock = new FakeTimeProvider();
        await File.WriteAllBytesAsync(folder.At("log"), new byte[19]);
        using var log = new CommittedLog(folder.At("log"), clock);
        var reached = log.ReachAsync(20);
        clock.Advance(CommittedLog.Patience - TimeSpan.FromSeconds(1));
        Assert.That(reached.IsCompleted, Is.False);
        await Eventually.IsTrueAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                return reached.IsCompleted;
            },
            TimeSpan.FromSeconds(5),
            "it waits on");
        Assert.That(async () => await reached, Throws.InstanceOf<IOException>().With.Message.EqualTo($"{folder.At("log")} did not come to 20 bytes within 10 s: the disk takes no writes."));
    }
}
