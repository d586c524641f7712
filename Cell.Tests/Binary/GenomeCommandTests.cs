using System.Diagnostics;
using System.Text.Json;
using Cell.Cli;
using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Binary;

/// <summary>A running organism of three processes and its next genomes.</summary>
[Category("Binary")]
internal sealed class GenomeCommandTests
{
    private const string Word = "hunter2-and-more";
    private static readonly string[] Roles = ["api", "crawler", "health"];
    private readonly Dictionary<string, CellProcess> cells = [];
    private Habitat habitat = null!; // made before the tests

    [OneTimeSetUp]
    public async Task Start_an_organism()
    {
        habitat = await Habitat.WithOrganismAsync(null);
        foreach (var role in Roles)
        {
            cells[role] = habitat.Launch(PublishedBinary.Path, "start", "--role", role, "--data", habitat.At(role));
        }

        await AllLiveAsync();
    }

    private Task AllLiveAsync() => Eventually.IsTrueAsync("three cells on the roster", TimeSpan.FromSeconds(30), async () =>
    {
        var asked = await habitat.RunAsync("status", "--json", "--data", habitat.At("health"));
        return asked.Out.Length > 0 && Habitat.Read(asked).Roster.Cells.Count(entry => entry.State == CellState.Alive) == Roles.Length;
    });

    [OneTimeTearDown]
    public async Task Clean_up() => await habitat.DisposeAsync();

    [SetUp]
    public async Task Begin_with_the_draft_that_lives() => await File.WriteAllTextAsync(habitat.Operator.Draft, (await ShownAsync("health")).Draft);

    [Test]
    public async Task A_pushed_genome_is_lived_by_by_all_within_three_seconds_without_a_restart()
    {
        var before = await ShownAsync("api");
        var processes = await ProcessesAsync();
        await EditAsync(text => text.Replace("\"delay\": \"1s\"", "\"delay\": \"700ms\"", StringComparison.Ordinal));
        var draft = await File.ReadAllTextAsync(habitat.Operator.Draft);

        var diff = await habitat.RunAsync("genome", "show", "--diff");
        Assert.That((diff.Code, diff.Out), Is.EqualTo(((int)ExitCode.No, "crawler.delay: 1s -> 700ms")));
        var dry = await habitat.RunAsync("genome", "push", "--dry-run");
        Assert.That((dry.Code, dry.Out), Is.EqualTo((0, $"crawler.delay: 1s -> 700ms\nWould be signed as version {before.Version + 1}.")));
        Assert.That((await ShownAsync("api")).Version, Is.EqualTo(before.Version), "nothing was signed");

        var pushed = await PushAsync(0);
        Assert.That(pushed, Does.Contain($"Signed genome version {before.Version + 1}").And.Match($"\n3 of 3 cells live by version {before.Version + 1} after [0-2]\\.[0-9] s\\."));
        foreach (var role in Roles)
        {
            var shown = await ShownAsync(role);
            Assert.That((shown.Version, shown.Lives, shown.Draft), Is.EqualTo((before.Version + 1, true, draft)), role);
            Assert.That(shown.Binaries, Is.EqualTo(before.Binaries), "the executables stay");
        }

        var after = await habitat.RunAsync("genome", "show", "--diff");
        Assert.That((after.Code, after.Out), Is.EqualTo((0, $"No key differs from version {before.Version + 1}.")));
        Assert.That(await ProcessesAsync(), Is.EquivalentTo(processes), "the same processes");
        Assert.That(await PushAsync(0), Does.Contain("No key differs").And.Contain("3 of 3 cells live by"), "once more: nothing is signed");
    }

    [TestCase("\"name\": \"demo\"", "\"name\": \"other\"", "Cells that live cannot adopt this: organism.name: demo -> other.")]
    [TestCase("\"tissue\": PORT", "\"tissue\": 7", "listen.tissue: ")]
    [TestCase("\"addresses\": [\"127.0.0.1\"", "\"addresses\": [\"10.9.9.9\"", "its entry would not have the address 127.0.0.1 any more. It must end first.")]
    public async Task What_living_cells_cannot_adopt_is_refused_by_name_before_it_is_signed(string text, string by, string refusal)
    {
        var before = await File.ReadAllBytesAsync(habitat.Operator.Genome);
        await EditAsync(now => now.Replace(text.Replace("PORT", $"{habitat.Port + 1}", StringComparison.Ordinal), by, StringComparison.Ordinal).Replace(", \"127.0.0.1/32\"", "", StringComparison.Ordinal));
        foreach (var command in new[] { new[] { "genome", "push" }, ["genome", "push", "--dry-run"], ["init", "--resign"] })
        {
            var refused = await habitat.RunAsync(command);
            Assert.That(refused.Code, Is.EqualTo((int)ExitCode.Refused), refused.Out + refused.Err);
            Assert.That(refused.Err, Does.Contain(refusal), string.Join(' ', command));
        }

        Assert.That(await File.ReadAllBytesAsync(habitat.Operator.Genome), Is.EqualTo(before), "the signed genome");
    }

    [Test]
    public async Task An_invalid_draft_is_told_all_its_faults()
    {
        await EditAsync(text => text.Replace("\"delay\": \"1s\"", "\"delay\": \"soon\"", StringComparison.Ordinal).Replace("\"delay\": \"700ms\"", "\"delay\": \"soon\"", StringComparison.Ordinal).Replace("\"allow\": []", "\"allow\": [7]", StringComparison.Ordinal));
        foreach (var command in new[] { new[] { "genome", "push" }, ["genome", "show", "--diff"] })
        {
            var refused = await habitat.RunAsync(command);
            Assert.That(refused.Code, Is.EqualTo((int)ExitCode.InvalidGenome));
            Assert.That(refused.Err, Does.Contain("crawler.delay: must be").And.Contain("crawler.allow[0]: must be"));
        }
    }

    [TestCase("tampered", "It is not signed by a root of this organism.")]
    [TestCase("rubbish", "It is no signed envelope.")]
    [TestCase("older", "is older than")]
    [TestCase("same", "It is another genome with the same version")]
    [TestCase("foreign", "It belongs to organism abcdefghijklmnopqrstuvwxyz")]
    [TestCase("future", "which is in the future here")]
    [TestCase("uprooting", "its entry would be gone from the pool")]
    [TestCase("port", "Cells that live cannot adopt this: listen.public")]
    public async Task What_a_cell_must_not_adopt_it_refuses_to_the_senders_face_and_says_so_in_its_journal(string kind, string refusal)
    {
        foreach (var role in Roles)
        {
            var held = await ShownAsync(role);
            using var cell = ControlClient.OverSocket(new DataFolder(habitat.At(role)).Socket);
            var answer = await cell.PostAsync("/genome", new PaperMessage(1, Forged(kind, held)), ControlJson.Default.PaperMessage, ControlJson.Default.PaperVersion, CancellationToken.None);
            Assert.That((answer.Version, answer.Refusal.Contains(refusal, StringComparison.Ordinal)), Is.EqualTo((held.Version, true)), $"{role}: {answer.Refusal}");
            await Eventually.IsTrueAsync("the line in the journal", TimeSpan.FromSeconds(5), () => Task.FromResult(cells[role].Journal.Any(line => line.Contains("(Genome) was refused", StringComparison.Ordinal) && line.Contains(refusal, StringComparison.Ordinal))));
        }
    }

    [Test]
    public async Task Changed_secrets_reach_every_cell_of_their_roles_and_nobodys_eyes()
    {
        var file = Path.Combine(habitat.Operator.Path, "secrets.json");
        await File.WriteAllTextAsync(file, $$"""{ "every": { "smtp": "{{Word}}" } }""");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        var open = await habitat.RunAsync("genome", "push");
        Assert.That((open.Code, open.Err), Is.EqualTo(((int)ExitCode.Refused, $"cell: Others may read {file}: chmod 600 {file}")));
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        var pushed = await PushAsync(0);
        Assert.That(pushed, Does.Contain("secrets of the role crawler, version 2: changed").And.Contain("3 of 3 cells hold their secrets (versions: api 2, crawler 2, health 2)."));
        Assert.That(Directory.GetFiles(Path.Combine(habitat.At("crawler"), "secrets")).Select(Path.GetFileName), Is.EqualTo(new[] { "crawler.dsse" }));
        Assert.That(Directory.GetFiles(Path.Combine(habitat.At("health"), "secrets")).Select(Path.GetFileName), Is.EquivalentTo(new[] { "api.dsse", "crawler.dsse", "health.dsse" }), "she may bear any role");
        Assert.That(Directory.GetFiles(Path.Combine(habitat.At("health"), "secrets")).Select(File.GetUnixFileMode), Has.All.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        await File.WriteAllTextAsync(file, $$"""{ "every": { "smtp": "{{Word}}" }, "crawler": { "proxy": "{{Word}}" } }""");
        Assert.That(await PushAsync(0), Does.Contain("(versions: api 2, crawler 3, health 2)"), "only what changed");
        Assert.That(cells.Values.SelectMany(cell => cell.Journal).Append(pushed), Has.None.Contains(Word).And.None.Contains("PRIVATE KEY"));
    }

    [Test]
    public async Task A_cell_that_does_not_answer_is_named_and_the_exit_code_says_so()
    {
        cells["crawler"].Signal(Signal.Stop);
        try
        {
            await EditAsync(text => text.Replace("\"health\":", "\"limits\": { \"cells\": 49 }, \"health\":", StringComparison.Ordinal));
            var watch = Stopwatch.StartNew();
            var pushed = await PushAsync(ExitCode.Unreachable);
            Assert.That(pushed, Does.Contain("2 of 3 cells live by version").And.Contain("Not yet: ").And.Contain("(crawler on 127.0.0.1), version "));
            Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(20)));
        }
        finally
        {
            cells["crawler"].Signal(Signal.Continue);
        }

        // It may have been held dead meanwhile.
        await AllLiveAsync();
        await Eventually.IsTrueAsync("the crawler catches up", TimeSpan.FromSeconds(20), async () => (await ShownAsync("crawler")).Version == (await ShownAsync("health")).Version);
        Assert.That(await habitat.RunAsync("genome", "push"), Has.Property(nameof(Ran.Code)).Zero);
    }

    private byte[] Forged(string kind, GenomeShown held)
    {
        using var root = habitat.Operator.UnlockRoot().Key;
        var good = JsonSerializer.Deserialize(DsseEnvelope.FromJson(File.ReadAllBytes(Path.Combine(habitat.At("api"), "genome.dsse")))!.Payload, GenomeJson.Default.GenomePayload)!; // a cell lives by it
        var next = good with { Version = held.Version + 1 };
        return kind switch
        {
            "tampered" => Tampered(GenomeSigning.Sign(next, root)),
            "rubbish" => "{}"u8.ToArray(),
            "older" => GenomeSigning.Sign(good with { Version = held.Version - 1 }, root),
            "same" => GenomeSigning.Sign(good with { Draft = good.Draft + "\n" }, root),
            "foreign" => GenomeSigning.Sign(next with { Organism = "abcdefghijklmnopqrstuvwxyz" }, root),
            "future" => GenomeSigning.Sign(next with { Issued = TimeProvider.System.GetUtcNow().AddMinutes(6) }, root),
            "uprooting" => GenomeSigning.Sign(next with { Draft = good.Draft.Replace("\"127.0.0.1\", \"founder\"", "\"127.0.0.9\", \"founder\"", StringComparison.Ordinal).Replace("\"hosts\": [\"127.0.0.1\"]", "\"hosts\": []", StringComparison.Ordinal) }, root),
            "port" => GenomeSigning.Sign(next with { Draft = good.Draft.Replace($"\"public\": {habitat.Port}", "\"public\": 9", StringComparison.Ordinal) }, root),
            _ => throw new ArgumentException(kind, nameof(kind)),
        };
    }

    private static byte[] Tampered(byte[] envelope)
    {
        var read = DsseEnvelope.FromJson(envelope)!; // signed just before
        var payload = (byte[])read.Payload.Clone();
        payload[^20] ^= 1;
        return (read with { Payload = payload }).ToJson();
    }

    private async Task EditAsync(Func<string, string> edit)
    {
        var text = await File.ReadAllTextAsync(habitat.Operator.Draft);
        var edited = edit(text);
        Assert.That(edited, Is.Not.EqualTo(text), "the test's own edit");
        await File.WriteAllTextAsync(habitat.Operator.Draft, edited);
    }

    private async Task<string> PushAsync(ExitCode code)
    {
        var pushed = await habitat.RunAsync("genome", "push");
        Assert.That(pushed.Code, Is.EqualTo((int)code), pushed.Out + pushed.Err);
        return pushed.Out;
    }

    private async Task<GenomeShown> ShownAsync(string role)
    {
        var shown = await habitat.RunAsync("genome", "show", "--json", "--data", habitat.At(role));
        Assert.That(shown.Code, Is.Zero, shown.Err);
        return JsonSerializer.Deserialize(shown.Out, GenomeShownJson.Default.GenomeShown)!; // an object
    }

    private async Task<IReadOnlyList<string>> ProcessesAsync() =>
        [.. (await habitat.StatusAsync(habitat.At("health"))).Roster.Cells.Select(entry => $"{entry.Cell} {entry.Incarnation}")];
}
