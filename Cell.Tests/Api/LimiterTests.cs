using System.Net;
using Cell.Storage;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Api;

[Category("Invariant 9")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class LimiterTests
{
    private const int Limit = 20;
    private readonly TestClock clock = new();
    private readonly ProcessorShare share;
    private readonly Limiter limiter;
    private int inside;
    private int most;

    public LimiterTests()
    {
        share = new ProcessorShare(1, clock);
        limiter = new Limiter(share, clock);
    }

    [Test]
    public void A_client_too_many_is_told_at_once()
    {
        Enter(Limit);
        Assert.That(limiter.TryEnter(), Is.Null);
    }

    [Test]
    public async Task Pages_get_their_tenth_while_clients_have_the_whole_limit()
    {
        Enter(Limit);
        await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => limiter.TakeAsync(TakeAsync, CancellationToken.None)));
        Assert.That(most, Is.EqualTo(Limit / 10));
    }

    [Test]
    public async Task Pages_that_wait_go_in_when_clients_leave()
    {
        var clients = Enter(Limit);
        var hold = new TaskCompletionSource();
        var pages = Enumerable.Range(0, 30).Select(_ => limiter.TakeAsync(() => HoldAsync(hold.Task), CancellationToken.None)).ToList();
        Assert.That(inside, Is.EqualTo(2));
        clients[0].Dispose();
        clients[0].Dispose();
        Assert.That(inside, Is.EqualTo(2), "one client less leaves 19 of the limit");
        clients.ForEach(client => client.Dispose());
        await Eventually.IsTrueAsync(() => Volatile.Read(ref inside) >= Limit, TimeSpan.FromSeconds(5), "nobody went in");
        Assert.That(limiter.TryEnter(), Is.Not.Null, "clients do not wait for pages");
        hold.SetResult();
        await Task.WhenAll(pages);
        Assert.That(inside, Is.Zero);
    }

    [Test]
    public async Task Too_many_that_wait_are_told_to_come_again()
    {
        Enter(Limit);
        var hold = new TaskCompletionSource();
        var pages = Enumerable.Range(0, 2 + 256).Select(_ => limiter.TakeAsync(() => HoldAsync(hold.Task), CancellationToken.None)).ToList();
        var refusal = await Assert.ThrowsAsync<TissueException>(() => limiter.TakeAsync(() => HoldAsync(hold.Task), CancellationToken.None));
        Assert.That((refusal.Status, refusal.RetryAfter), Is.EqualTo((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(1))));
        hold.SetResult();
        await Task.WhenAll(pages);
    }

    [Test]
    public async Task Who_gives_up_waiting_keeps_nobody_out()
    {
        Enter(Limit);
        var hold = new TaskCompletionSource();
        var working = Enumerable.Range(0, 2).Select(_ => limiter.TakeAsync(() => HoldAsync(hold.Task), CancellationToken.None)).ToList();
        using var giveUp = new CancellationTokenSource();
        var impatient = limiter.TakeAsync(TakeAsync, giveUp.Token);
        var patient = limiter.TakeAsync(TakeAsync, CancellationToken.None);
        await giveUp.CancelAsync();
        Assert.That(async () => await impatient, Throws.InstanceOf<OperationCanceledException>());
        hold.SetResult();
        await Task.WhenAll([patient, .. working]);
        Assert.That(inside, Is.Zero);
    }

    [Test]
    public async Task A_batch_that_fails_leaves_its_place()
    {
        Enter(Limit);
        foreach (var _ in Enumerable.Range(0, 3))
        {
            Assert.That(async () => await limiter.TakeAsync<int>(() => throw new IOException("full"), CancellationToken.None), Throws.InstanceOf<IOException>());
        }

        Assert.That(await limiter.TakeAsync(TakeAsync, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(5)), Is.EqualTo(1));
    }

    [Test]
    public void Its_load_is_the_mean_of_clients_at_work_and_counts_those_that_were_sent_away()
    {
        // Five at a time for two seconds each, for ten seconds.
        foreach (var _ in Enumerable.Range(0, 5))
        {
            var five = Enter(5);
            clock.Advance(TimeSpan.FromSeconds(2));
            five.ForEach(client => client.Dispose());
        }

        clock.Advance(TimeSpan.FromSeconds(1));
        var alone = limiter.Load;
        Assert.That(alone, Is.EqualTo(5 / (double)limiter.Clients().Capacity!.Value).Within(0.06)); // it can be measured
        foreach (var _ in Enumerable.Range(0, 25))
        {
            limiter.Divert();
        }

        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.That(limiter.Load, Is.EqualTo(2 * alone).Within(0.4 * alone));
    }

    [Test]
    public void The_first_client_is_late_when_it_waited_for_longer_than_answers_took()
    {
        Assert.That(share.LateFrom, Is.EqualTo(long.MaxValue), "nobody is there");
        foreach (var _ in Enumerable.Range(0, 20))
        {
            var quick = Enter(1);
            clock.Advance(TimeSpan.FromMilliseconds(10));
            quick.ForEach(client => client.Dispose());
        }

        var first = Enter(1);
        var late = clock.GetTimestamp() + TimeSpan.FromMilliseconds(10).Ticks;
        clock.Advance(TimeSpan.FromMilliseconds(4));
        var second = Enter(1);
        Assert.That(share.LateFrom, Is.EqualTo(late).Within(TimeSpan.FromMilliseconds(0.1).Ticks));
        first[0].Dispose();
        Assert.That(share.LateFrom, Is.GreaterThan(late + TimeSpan.FromMilliseconds(3).Ticks), "the second came later");
        second[0].Dispose();
        Assert.That(share.LateFrom, Is.EqualTo(long.MaxValue), "nobody is left");
    }

    private List<IDisposable> Enter(int clients) => [.. Enumerable.Range(0, clients).Select(_ => limiter.TryEnter() ?? throw new AssertionException("there was no room"))];

    private async Task<int> TakeAsync()
    {
        most = Math.Max(most, Interlocked.Increment(ref inside));
        await Task.Yield();
        Interlocked.Decrement(ref inside);
        return 1;
    }

    private async Task<int> HoldAsync(Task held)
    {
        Interlocked.Increment(ref inside);
        await held;
        return Interlocked.Decrement(ref inside);
    }
}
