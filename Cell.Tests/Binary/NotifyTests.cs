using System.Collections.Concurrent;
using NUnit.Framework;

namespace Cell.Binary;

/// <summary>The word reaches its operator: by a real HTTP receiver and a real SMTP server (Debian's python3-aiosmtpd).</summary>
[Category("Binary")]
internal sealed class NotifyTests
{
    [Test]
    public async Task A_test_message_arrives_by_both_ways()
    {
        var bodies = new List<string>();
        await using var receiver = await TestSite.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            bodies.Add(await reader.ReadToEndAsync(context.RequestAborted));
        });
        await using var habitat = await Habitat.WithOrganismAsync(null);
        var server = Ports.Block(1);
        await using var smtp = MailServer(habitat, server);
        await Ports.TakenAsync(server);
        await habitat.EditAsync(draft => draft.Replace("\"crawler\":", Notified(receiver.Origin, server), StringComparison.Ordinal));
        await habitat.StartReadyAsync();
        var told = await habitat.RunAsync("notify", "--test", "--data", habitat.Data);
        Assert.That((told.Code, told.Out.ReplaceLineEndings("\n")), Is.EqualTo((0, "webhook: arrived\nmail: arrived")), told.Err);
        Assert.That(bodies.Single(), Does.Contain("\"text\":\"demo: This is a test that its operator asked for.\""));
        var mail = await File.ReadAllTextAsync(Directory.GetFiles(habitat.At("mail/new")).Single());
        Assert.That(mail, Does.Contain("Subject: [cell demo] This is a test that its operator asked for.").And.Contain("Auto-Submitted: auto-generated").And.Contain("To: operator@cell.invalid"));
    }

    // Nobody can be born: no machine of the pool is blank.
    [Test, Category("Long"), Category("Invariant 6")]
    public async Task The_operator_hears_by_both_ways_that_the_crawlers_died_out_and_cannot_be_born_and_that_it_is_over()
    {
        var bodies = new ConcurrentQueue<string>();
        await using var receiver = await TestSite.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            bodies.Enqueue(await reader.ReadToEndAsync(context.RequestAborted));
        });
        await using var habitat = await Habitat.WithOrganismAsync(null);
        var server = Ports.Block(1);
        await using var smtp = MailServer(habitat, server);
        await Ports.TakenAsync(server);
        await habitat.EditAsync(draft => draft.Replace("\"crawler\":", Notified(receiver.Origin, server), StringComparison.Ordinal));
        await habitat.StartReadyAsync("--role", "health", "--role", "api");
        string[] crawler = [PublishedBinary.Path, "start", "--role", "crawler", "--data", habitat.At("crawler")];
        var process = habitat.Launch(crawler);
        await habitat.ReadyAsync(process, habitat.At("crawler"));
        Assert.That(bodies, Is.Empty, "nothing is wrong");

        process.Signal(Signal.Kill);
        await Eventually.IsTrueAsync("word of the lost crawlers", TimeSpan.FromSeconds(90), () => Task.FromResult(!bodies.IsEmpty && Mails(habitat).Count > 0));
        const string Lost = "0 crawler cells live; population.crawler.min is 1.";
        Assert.That(bodies.Single(), Does.Contain(Lost).And.Contain("No machine of the pool"));
        Assert.That(string.Join('\n', Mails(habitat).Single().Split('\n').Select(line => line.TrimEnd('=', '\r'))), Does.Contain("crawler"));

        habitat.Launch(crawler);
        await Eventually.IsTrueAsync("word that it is over", TimeSpan.FromSeconds(90), () => Task.FromResult(bodies.Count == 2 && Mails(habitat).Count == 2));
        Assert.That(bodies.Last(), Does.Contain("\"state\":\"ended\""));
    }

    [Test]
    public async Task What_cannot_be_delivered_is_said()
    {
        await using var habitat = await Habitat.WithOrganismAsync(null);
        await habitat.EditAsync(draft => draft.Replace("\"crawler\":", """
            "notify": { "webhook": "http://127.0.0.1:1/" },
              "crawler":
            """, StringComparison.Ordinal));
        await habitat.StartReadyAsync();
        var told = await habitat.RunAsync("notify", "--test", "--data", habitat.Data);
        Assert.That(told.Code, Is.EqualTo(1), told.Err);
        Assert.That(told.Out, Does.StartWith("webhook: not taken: Connection refused"));
    }

    [Test]
    public async Task With_no_way_set_it_is_refused()
    {
        await using var habitat = await Habitat.WithOrganismAsync(null);
        await habitat.StartReadyAsync();
        var told = await habitat.RunAsync("notify", "--test", "--data", habitat.Data);
        Assert.That((told.Code, told.Err.Trim()), Is.EqualTo((4, "cell: No way to the operator is set: \"notify\" in cell.json names a webhook or a mail server.")));
    }

    private static string Notified(string webhook, int mail) => $$"""
        "notify": { "webhook": "{{webhook}}/hook", "smtp": "smtp://127.0.0.1:{{mail}}", "from": "cell@cell.invalid", "to": ["operator@cell.invalid"] },
          "crawler":
        """;

    private static List<string> Mails(Habitat habitat) => Directory.Exists(habitat.At("mail/new")) ? [.. Directory.GetFiles(habitat.At("mail/new")).Order(StringComparer.Ordinal).Select(File.ReadAllText)] : [];

    // It ends with the test: nothing of the box's own mail is touched.
    private static CellProcess MailServer(Habitat habitat, int port) =>
        habitat.Launch("/usr/bin/python3", "-m", "aiosmtpd", "-n", "-l", $"127.0.0.1:{port}", "-c", "aiosmtpd.handlers.Mailbox", habitat.At("mail"));
}
