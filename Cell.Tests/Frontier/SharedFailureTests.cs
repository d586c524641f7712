using Cell.Homeostasis;
using Cell.Storage;
using NUnit.Framework;

namespace Cell.Frontier;

/// <summary>A broker that is restarted, killed, paused, filled and emptied, and an API that ends, in the middle of a crawl.</summary>
[Category("Server"), Category("Invariant 8")]
internal sealed class SharedFailureTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    [Test]
    public async Task A_crawl_outlives_a_broker_that_is_filled_paused_and_restarted_and_no_host_is_held_twice()
    {
        RabbitServer.RequirePrograms();
        PostgresServer.RequirePrograms();
        using var broker = new RabbitServer();
        await using var crawl = new SharedCrawl(broker, 250);
        await crawl.BeginAsync();
        await crawl.MoreAsync(100, "at first");
        Assert.That(OfTooMuchToDo(crawl.First.Broker), Is.TypeOf<Reaction.Intend>(), "a broker that is well forbids nothing");

        broker.Fill();
        await Eventually.IsTrueAsync("a refusal of the broker that is full", Patience, async () => !await crawl.TakesAHostAsync());
        Assert.That(crawl.First.Broker.Blocked, Is.Not.Null, crawl.LastRefusal);
        Assert.That(OfTooMuchToDo(crawl.First.Broker).Reason, Does.Contain("RabbitMQ short of memory or disk is the bottleneck (load 1.00)"));
        broker.Empty();
        await crawl.MoreAsync(100, "after it was full");

        broker.Pause();
        await Task.Delay(TimeSpan.FromSeconds(6), TimeProvider.System, CancellationToken.None);
        broker.Resume();
        await crawl.MoreAsync(100, "after the pause");

        broker.Stop();
        await Eventually.IsTrueAsync(() => crawl.First.Broker.Silence is not null, Patience, "nobody noticed that the broker was away");
        Assert.That(OfTooMuchToDo(crawl.First.Broker), Is.TypeOf<Reaction.Hold>().With.Property(nameof(Reaction.Hold.Cause)).EqualTo(HoldCause.Shared));
        Assert.That(OfTooMuchToDo(crawl.First.Broker).Reason, Does.Contain("RabbitMQ faults is the bottleneck (load 1.00)"));
        broker.Start();
        await crawl.AllAsync();
    }

    // What a role decides that would grow, by the broker's signs of this moment.
    private static Reaction OfTooMuchToDo(Broker broker)
    {
        var strained = TestSituation.Short(1, 30);
        return React.To(strained with { Own = strained.Own with { Signs = [.. Vitals.QueueSigns.Of(broker).Select(sign => sign())] } }).Single();
    }

    [Test, Category("Long")]
    public async Task A_crawl_outlives_a_broker_that_is_killed_or_lost_its_disk_and_an_API_that_ended()
    {
        RabbitServer.RequirePrograms();
        PostgresServer.RequirePrograms();
        using var broker = new RabbitServer();
        await using var crawl = new SharedCrawl(broker, 400);
        await crawl.BeginAsync();
        await crawl.MoreAsync(100, "at first");

        broker.Kill();
        broker.Start();
        await crawl.MoreAsync(100, "after it was killed");

        broker.Stop();
        broker.Lose();
        broker.Start();
        await crawl.MoreAsync(100, "after its disk was lost");

        broker.Pause();
        await Eventually.IsTrueAsync(() => crawl.First.Broker.Silence is not null, Patience, "nobody noticed that the broker was paused");
        broker.Resume();
        await crawl.MoreAsync(100, "after the long pause");

        await crawl.EndAsync(1);
        await crawl.AllAsync();
    }
}
