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
        await habitat.EditAsync(draft => draft.Replace("\"crawler\":", $$"""
            "notify": { "webhook": "{{receiver.Origin}}/hook", "smtp": "smtp://127.0.0.1:{{server}}", "from": "cell@cell.invalid", "to": ["operator@cell.invalid"] },
              "crawler":
            """, StringComparison.Ordinal));
        await habitat.StartReadyAsync();
        var told = await habitat.RunAsync("notify", "--test", "--data", habitat.Data);
        Assert.That((told.Code, told.Out.ReplaceLineEndings("\n")), Is.EqualTo((0, "webhook: arrived\nmail: arrived")), told.Err);
        Assert.That(bodies.Single(), Does.Contain("\"text\":\"demo: This is a test that its operator asked for.\""));
        var mail = await File.ReadAllTextAsync(Directory.GetFiles(habitat.At("mail/new")).Single());
        Assert.That(mail, Does.Contain("Subject: [cell demo] This is a test that its operator asked for.").And.Contain("Auto-Submitted: auto-generated").And.Contain("To: operator@cell.invalid"));
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

    // It ends with the test: nothing of the box's own mail is touched.
    private static CellProcess MailServer(Habitat habitat, int port) =>
        habitat.Launch("/usr/bin/python3", "-m", "aiosmtpd", "-n", "-l", $"127.0.0.1:{port}", "-c", "aiosmtpd.handlers.Mailbox", habitat.At("mail"));
}
