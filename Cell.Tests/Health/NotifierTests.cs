using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Cell.Genome;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;

namespace Cell.Health;

/// <summary>Against a real HTTP server.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class NotifierTests
{
    private static readonly Condition Taint = new("taint stem1", "stem1 is tainted.", TimeSpan.Zero);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly TestFolder folder = new();
    private readonly TestClock clock = new();
    private readonly ConcurrentQueue<(string Body, string Signature)> taken = new();
    private IReadOnlyList<Condition> conditions = [Taint];
    private int status = StatusCodes.Status204NoContent;

    [TearDown]
    public void Forget() => folder.Dispose();

    [Test]
    public async Task A_webhook_gets_a_signed_object_with_a_text()
    {
        await using var site = await TestSite.StartAsync(TakeAsync);
        await RunAsync(Notifier(site.Origin), () => !taken.IsEmpty);
        var (body, signature) = taken.Single();
        var message = JsonSerializer.Deserialize(body, WebhookJson.Default.WebhookMessage);
        Assert.That((message?.Name, message?.State, message?.Condition, message?.Text, message?.Times), Is.EqualTo(("tester", TellingKind.Begun, "taint stem1", "tester: stem1 is tainted.", 1)));
        Assert.That(signature, Is.EqualTo($"sha256={Convert.ToHexStringLower(HMACSHA256.HashData("secret"u8, Encoding.UTF8.GetBytes(body)))}"));
    }

    [Test]
    public async Task What_was_told_is_not_told_again_after_a_restart()
    {
        await using var site = await TestSite.StartAsync(TakeAsync);
        await RunAsync(Notifier(site.Origin), () => !taken.IsEmpty);
        conditions = [Taint, Taint with { Key = "taint stem2", Text = "stem2 is tainted." }];
        await RunAsync(Notifier(site.Origin), () => taken.Count > 1);
        Assert.That(taken.Select(one => JsonSerializer.Deserialize(one.Body, WebhookJson.Default.WebhookMessage)?.Condition), Is.EqualTo(new[] { "taint stem1", "taint stem2" }));
    }

    [Test]
    public async Task What_was_not_taken_is_sent_again_after_a_restart_with_the_same_id()
    {
        await using var site = await TestSite.StartAsync(TakeAsync);
        status = StatusCodes.Status503ServiceUnavailable;
        var first = Notifier(site.Origin);
        await RunAsync(first, () => first.Now.Letters.Any(letter => letter.Attempts == 1));
        Assert.That(first.Now.Letters.Single().Trouble, Is.EqualTo("it answered 503 Service Unavailable"));
        status = StatusCodes.Status200OK;
        clock.Advance(TimeSpan.FromSeconds(6));
        var second = Notifier(site.Origin);
        await RunAsync(second, () => second.Now.Letters.Count == 0);
        Assert.That(taken.Select(one => JsonSerializer.Deserialize(one.Body, WebhookJson.Default.WebhookMessage)?.Id).Distinct().Count(), Is.EqualTo(1));
        Assert.That(taken, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task A_webhook_that_hangs_holds_up_no_mail()
    {
        await using var site = await TestSite.StartAsync(context => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted));
        // Nobody listens there: it is refused at once.
        var notifier = Notifier(site.Origin, "\"smtp\": \"smtp://127.0.0.1:1\", \"from\": \"cell@example.org\", \"to\": [\"operator@example.org\"], ");
        await RunAsync(notifier, () => notifier.Now.Letters.Any(letter => letter is { Channel: "mail", Attempts: 1 }));
        Assert.That(notifier.Now.Letters.Single(letter => letter.Channel == "webhook").Attempts, Is.Zero);
    }

    [Test]
    public async Task A_redirect_is_no_delivery()
    {
        await using var site = await TestSite.StartAsync(context =>
        {
            context.Response.Redirect("/elsewhere");
            return Task.CompletedTask;
        });
        var notifier = Notifier(site.Origin);
        await RunAsync(notifier, () => notifier.Now.Letters.Any(letter => letter.Attempts > 0));
        Assert.That(site.Asked, Is.EqualTo(new[] { "/" }));
    }

    [Test]
    public void The_secret_url_counts_more_than_the_genomes() =>
        Assert.That(Post("https://public.example.org", "", new Dictionary<string, string> { ["webhook.url"] = "https://hidden.example.org" }).Channels(), Is.EqualTo(new[] { "webhook" }));

    [Test]
    public async Task Without_any_way_nothing_waits()
    {
        var notifier = new Notifier(() => conditions, new NoticeFile(folder.At("notices.json")), Post("", "", new Dictionary<string, string>()), clock, NullLogger<Notifier>.Instance);
        await RunAsync(notifier, () => notifier.Now.Notices.Count > 0);
        Assert.That(notifier.Now.Letters, Is.Empty);
    }

    [Test, Category("Invariant 11")]
    public async Task A_file_that_cannot_be_read_costs_the_memory_alone()
    {
        await File.WriteAllTextAsync(folder.At("notices.json"), "{ \"v\": 1, \"notices\": [ null");
        Assert.That(new NoticeFile(folder.At("notices.json")).Read(), Is.EqualTo(Correspondence.None));
    }

    [Test]
    public void A_subject_is_one_line()
    {
        var telling = new Telling("id", TellingKind.Lasting, "key", "a\r\nBcc: b@example.org " + new string('x', 200), TestClock.Noon, TestClock.Noon, 2);
        var subject = Health.Post.Subject(Genome("", ""), telling);
        Assert.That(subject, Does.StartWith("[cell tester] still: a  Bcc: b@example.org xxx").And.Length.EqualTo(120));
    }

    private Notifier Notifier(string url) => Notifier(url, "");

    private Notifier Notifier(string url, string more) => new(
        () => conditions, new NoticeFile(folder.At("notices.json")), Post(url, more, new Dictionary<string, string> { ["webhook.key"] = "secret" }), clock, NullLogger<Notifier>.Instance);

    private static Post Post(string url, string more, IReadOnlyDictionary<string, string> secrets)
    {
        var genome = Genome(url, more);
        return new Post(() => genome, () => secrets);
    }

    private static SignedGenome Genome(string url, string more)
    {
        var draft = TestGenes.With($"\"notify\": {{ {more}{(url.Length > 0 ? $"\"webhook\": \"{url}\"" : "")} }}");
        return new SignedGenome(1, TestClock.Noon, TestClock.Noon.AddDays(90), new OrganismId("abcdefghijklmnopqrstuvwxyz"), new Dictionary<string, BinaryGene>(), draft, TestGenes.Of(draft));
    }

    private static async Task RunAsync(Notifier notifier, Func<bool> until)
    {
        using var stopping = new CancellationTokenSource();
        var running = notifier.RunAsync(stopping.Token);
        await Eventually.IsTrueAsync(until, Patience, "the notifier did what it should");
        await stopping.CancelAsync();
        Assert.That(async () => await running, Throws.InstanceOf<OperationCanceledException>());
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        context.Response.StatusCode = status;
        taken.Enqueue((body, context.Request.Headers["X-Cell-Signature"].ToString()));
    }
}
