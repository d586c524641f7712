using Cell.Cli;
using NUnit.Framework;

namespace Cell.Binary;

/// <summary>What is wrong is said: what, where, and what to do; and each kind has its exit code.</summary>
[Category("Binary")]
[Category("Invariant 11")]
internal sealed class BadInputTests
{
    private Habitat habitat = null!; // made before the first test

    [OneTimeSetUp]
    public async Task Make_an_organism() => habitat = await Habitat.WithOrganismAsync(null);

    [OneTimeTearDown]
    public async Task Clean_up() => await habitat.DisposeAsync();

    [Test]
    public void Exit_codes_are_the_documented_ones() => Assert.That(
        Enum.GetValues<ExitCode>().Select(code => (int)code), Is.EqualTo(new[] { 0, 1, 2, 3, 4, 5, 6, 7, 70, 130 }));

    [Test]
    public async Task A_wrong_genome_is_told_all_its_faults_at_once()
    {
        var file = habitat.At("wrong.json");
        await File.WriteAllTextAsync(file, """
            {
              "organism": { "name": "Demo Organism", "contact": "nobody" },
              "crawler": { "delay": 5, "timeout": "5 minutes", "maxBytes": "10MB", "colour": "red", "allow": ["10.0.0.0/99"] },
              "pool": { "machines": [ { "host": "a b", "founder": "yes" } ] },
              "health": { "hosts": ["nowhere"] },
              "unknown": 1
            }
            """);
        var checking = await habitat.RunAsync("check", file);
        Assert.That(checking.Code, Is.EqualTo((int)ExitCode.InvalidGenome));
        foreach (var key in new[] { "organism.name", "organism.contact", "crawler.delay", "crawler.timeout", "crawler.maxBytes", "crawler.colour", "crawler.allow[0]", "pool.machines[0].host", "pool.machines[0].founder", "pool.machines[0].addresses", "health.hosts", "unknown" })
        {
            Assert.That(checking.Err, Does.Contain($"  {key} ").Or.Contain($"  {key}:"), "a fault names its key");
        }

        Assert.That(checking.Err, Does.Contain(file).And.Contain("\"30s\"").And.Contain("\"10MiB\"").And.Contain("Known here:"), "and what is allowed");
    }

    [Test]
    public async Task A_genome_that_is_not_JSON_is_told_where()
    {
        var file = habitat.At("broken.json");
        await File.WriteAllTextAsync(file, "{\n  \"organism\": oops\n}");
        var checking = await habitat.RunAsync("check", file);
        Assert.That(checking.Code, Is.EqualTo((int)ExitCode.InvalidGenome));
        Assert.That(checking.Err, Does.Contain("not JSON").And.Contain("line 2"));
    }

    [Test]
    public async Task A_genome_that_is_not_there_is_told_so()
    {
        var checking = await habitat.RunAsync("check", habitat.At("none.json"));
        Assert.That(checking.Code, Is.EqualTo((int)ExitCode.InvalidGenome));
        Assert.That(checking.Err, Does.Contain("none.json is not there"));
    }

    [Test]
    public async Task A_wrong_draft_is_not_signed()
    {
        var draft = await File.ReadAllTextAsync(habitat.Operator.Draft);
        var before = await File.ReadAllBytesAsync(habitat.Operator.Genome);
        await File.WriteAllTextAsync(habitat.Operator.Draft, draft.Replace("\"1s\"", "\"one second\"", StringComparison.Ordinal));
        var signing = await habitat.RunAsync("init", "--resign");
        await File.WriteAllTextAsync(habitat.Operator.Draft, draft);
        Assert.That(signing.Code, Is.EqualTo((int)ExitCode.InvalidGenome));
        Assert.That(signing.Err, Does.Contain("crawler.delay"));
        Assert.That(await File.ReadAllBytesAsync(habitat.Operator.Genome), Is.EqualTo(before), "the signed genome");
    }

    [TestCase("start", "--colour", "red")]
    [TestCase("start", "--role", "king")]
    [TestCase("grow")]
    [TestCase("search")]
    public async Task What_no_command_knows_is_usage(params string[] arguments)
    {
        var ran = await habitat.RunAsync(arguments);
        Assert.That(ran.Code, Is.EqualTo((int)ExitCode.Usage));
        Assert.That(ran.Err, Does.Contain("--help").And.StartWith("cell: "), "it says where to look");
    }

    [TestCase("status")]
    [TestCase("crawl", "http://site.test/")]
    [TestCase("search", "words")]
    public async Task Without_a_running_cell_commands_say_so(params string[] arguments)
    {
        var ran = await habitat.RunAsync([.. arguments, "--data", habitat.At("nobody")]);
        Assert.That(ran.Code, Is.EqualTo((int)ExitCode.Unreachable));
        Assert.That(ran.Err, Does.Contain(habitat.At("nobody")).And.Contain("cell start"), "where, and what to do");
    }

    [Test]
    public async Task Without_an_organism_nothing_starts()
    {
        await using var empty = new Habitat();
        var ran = await empty.RunAsync("start", "--data", empty.Data);
        Assert.That(ran.Code, Is.EqualTo((int)ExitCode.Refused));
        Assert.That(ran.Err, Does.Contain("cell init NAME"));
    }

    [Test]
    public async Task A_name_that_is_taken_or_no_name_makes_no_organism()
    {
        var taken = await habitat.RunAsync("init", "demo", "--host", Habitat.Host);
        Assert.That(taken.Code, Is.EqualTo((int)ExitCode.Refused));
        Assert.That(taken.Err, Does.Contain("demo").And.Contain("choose another name"));
        var wrong = await habitat.RunAsync("init", "Demo!", "--host", Habitat.Host);
        Assert.That(wrong.Code, Is.EqualTo((int)ExitCode.InvalidGenome));
        Assert.That(wrong.Err, Does.Contain("organism.name").And.Contain("a-z"));
        Assert.That(Directory.GetDirectories(habitat.OperatorBase), Has.Length.EqualTo(1), "nothing half done");
    }

    [Test]
    public async Task A_file_is_read_and_what_is_neither_file_nor_URL_is_usage()
    {
        var file = habitat.At("page.html");
        await File.WriteAllTextAsync(file, "<title>Moss</title><p>Green <a href='other.html'>other</a>");
        var read = await habitat.RunAsync("read", file);
        Assert.That(read.Code, Is.Zero, read.Err);
        Assert.That(read.Out, Does.Contain("\"title\": \"Moss\"").And.Contain("other.html"));
        var wrong = await habitat.RunAsync("read", habitat.At("none.html"));
        Assert.That(wrong.Code, Is.EqualTo((int)ExitCode.Usage));
        Assert.That(wrong.Err, Does.Contain("neither a file nor an http or https URL"));
    }

    [Test]
    public async Task A_URL_is_read_and_says_why_when_there_is_no_page()
    {
        await using var site = await LocalSite.OpenAsync(1);
        var read = await habitat.RunAsync("read", site.Seed);
        Assert.That(read.Code, Is.Zero, read.Err);
        Assert.That(read.Out, Does.Contain("The index"));
        var gone = await habitat.RunAsync("read", site.Seed + "gone.html");
        Assert.That((gone.Code, gone.Err), Is.EqualTo(((int)ExitCode.No, $"cell: {site.Seed}gone.html: HTTP 404")));
        var picture = await habitat.RunAsync("read", site.Seed + "picture.png");
        Assert.That((picture.Code, picture.Err), Is.EqualTo(((int)ExitCode.No, $"cell: {site.Seed}picture.png is image/png, not HTML.")));
        var nobody = await habitat.RunAsync("read", $"http://127.0.0.1:{Ports.Block(1)}/");
        Assert.That(nobody.Code, Is.EqualTo((int)ExitCode.Unreachable), nobody.Err);
        Assert.That(nobody.Err, Does.Contain("refused"));
    }

    [Test]
    public async Task Seeds_that_are_no_URLs_are_named_and_searches_without_words_or_hits_answer()
    {
        await using var cell = await habitat.StartReadyAsync();
        var crawl = await habitat.RunAsync("crawl", "--data", habitat.Data, "not a url", "ftp://site.test/");
        Assert.That(crawl.Code, Is.EqualTo((int)ExitCode.Usage));
        Assert.That(crawl.Err, Does.Contain("not a url").And.Contain("ftp://site.test/").And.Contain("http or https"));
        var none = await habitat.RunAsync("crawl", "--data", habitat.Data);
        Assert.That(none.Code, Is.EqualTo((int)ExitCode.Usage));
        var nothing = await habitat.RunAsync("search", "--data", habitat.Data, "unheardof");
        Assert.That((nothing.Code, nothing.Out), Is.EqualTo(((int)ExitCode.No, "Nothing found for unheardof.")));
        var page = await habitat.RunAsync("search", "--data", habitat.Data, "--page", "0", "word");
        Assert.That(page.Code, Is.EqualTo((int)ExitCode.Usage));
        Assert.That(page.Err, Does.Contain("page is 1 to 1000"));
        Assert.That(cell.HasEnded, Is.False, "bad input stops no cell");
        await cell.StopAsync(Signal.Terminate);
    }
}
