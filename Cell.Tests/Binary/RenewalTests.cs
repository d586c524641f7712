using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Cell.Cli;
using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Binary;

/// <summary>Certificates are renewed under running cells; what comes to its end is told before.</summary>
[Category("Binary")]
internal sealed class RenewalTests
{
    private const int Pages = 300;
    private static readonly string[] Roles = ["api", "crawler", "health"];

    [Test]
    public async Task Three_cells_are_renewed_in_the_middle_of_a_crawl_and_nobody_is_missed()
    {
        await using var site = await LocalSite.OpenAsync(Pages);
        await using var habitat = await Habitat.WithOrganismAsync(site);
        var cells = Roles.ToDictionary(role => role, role => habitat.Launch(PublishedBinary.Path, "start", "--role", role, "--data", habitat.At(role)));
        var before = await RosterAsync(habitat, "three living cells", status => status.Roster.Cells.Count(entry => entry.State == CellState.Alive) == 3);
        var told = await habitat.RunAsync("crawl", "--data", habitat.At("api"), site.Seed);
        Assert.That(told.Code, Is.Zero, told.Err);

        var renewed = await habitat.RunAsync("renew", "--all");
        Assert.That(renewed.Code, Is.Zero, renewed.Err);
        Assert.That(renewed.Out.Split('\n'), Has.Length.EqualTo(3).And.All.Contains("is renewed: generation 0 (before: 0)"));
        var old = before.Roster.Cells.Select(entry => entry.Facts.Serial).ToHashSet();
        var after = await RosterAsync(habitat, "three new serials", status => status.Roster.Cells.Count(entry => entry.State == CellState.Alive && !old.Contains(entry.Facts.Serial)) == 3);
        Assert.That(after.Roster.Cells.Select(entry => (entry.Cell, entry.Incarnation)), Is.EquivalentTo(before.Roster.Cells.Select(entry => (entry.Cell, entry.Incarnation))), "the same processes");

        await Eventually.IsTrueAsync("frontier at rest", TimeSpan.FromSeconds(60), async () => (await habitat.StatusAsync(habitat.At("api"))).Vitals is { Dry: true, Pages: > 0 });
        using var api = new PublicApi(new Uri(after.Roster.Cells.Single(entry => entry.Facts.Roles.Contains(Role.Api)).Facts.Public).Port);
        Assert.That(await api.MissingAsync(site.Expected), Is.Empty);
        var journal = string.Join('\n', cells["health"].Journal);
        Assert.That(journal, Does.Not.Contain("is Suspect").And.Not.Contain("is Dead"));

        // Each starts again under what it was given.
        var crawler = await WhoamiAsync(habitat, habitat.At("crawler"));
        await cells["crawler"].StopAsync(Signal.Terminate);
        habitat.Launch(PublishedBinary.Path, "start", "--role", "crawler", "--data", habitat.At("crawler"));
        await RosterAsync(habitat, "crawler again", status => status.Roster.Cells.Any(entry => entry.Cell == crawler.Cell && entry.State == CellState.Alive && entry.Facts.Started > crawler.CertificateBegins.AddMinutes(5)));
        Assert.That((await WhoamiAsync(habitat, habitat.At("crawler"))).Serial, Is.EqualTo(crawler.Serial));
    }

    [Test]
    public async Task The_old_certificate_opens_nothing_after_a_renewal()
    {
        await using var habitat = await Habitat.WithOrganismAsync(null);
        var health = await habitat.StartReadyAsync();
        var crawler = habitat.At("crawler");
        var thief = habitat.Launch(PublishedBinary.Path, "start", "--role", "crawler", "--data", crawler);
        await habitat.ReadyAsync(thief, crawler);
        var old = await File.ReadAllTextAsync(Path.Combine(crawler, "identity", "chain.pem"));
        var id = (await WhoamiAsync(habitat, crawler)).Cell;
        var renewed = await habitat.RunAsync("renew", id.Short);
        Assert.That(renewed.Code, Is.Zero, renewed.Err);
        var serial = (await WhoamiAsync(habitat, crawler)).Serial;
        await RosterAsync(habitat, habitat.Data, "the renewed crawler", status => status.Roster.Cells.Any(entry => entry.Cell == id && entry.Facts.Serial == serial));
        await thief.StopAsync(Signal.Kill);

        // A copy of the folder from before the renewal.
        await File.WriteAllTextAsync(Path.Combine(crawler, "identity", "chain.pem"), old);
        var back = habitat.Launch(PublishedBinary.Path, "start", "--role", "crawler", "--data", crawler);
        // In the handshake by who has the roster's copy already, else by the keeper of the roster.
        await Eventually.IsTrueAsync("refusal", TimeSpan.FromSeconds(20), () => Task.FromResult(
            back.Journal.Any(line => line.Contains("which this one does not renew", StringComparison.Ordinal))
            || health.Journal.Any(line => line.Contains($"another certificate is the roster's one for {Habitat.Host} slot 1", StringComparison.Ordinal))));
        var known = (await habitat.StatusAsync(habitat.Data)).Roster.Cells.Single(entry => entry.Cell == id);
        Assert.That(known.Facts.Serial, Is.EqualTo(serial), "the old certificate did not take the place of the new one");
    }

    [Test]
    public async Task Whoami_tells_an_end_that_is_near_and_a_renewal_ends_it()
    {
        await using var habitat = await Habitat.WithOrganismAsync(null);
        var first = await habitat.StartReadyAsync();
        await first.StopAsync(Signal.Terminate);
        await AgeAsync(habitat, TimeSpan.FromDays(340));
        AgeGenome(habitat, TimeSpan.FromDays(360));
        var cell = await habitat.StartReadyAsync();

        var before = await WhoamiAsync(habitat, habitat.Data);
        Assert.That(before.Warnings, Has.Count.EqualTo(2));
        Assert.That(before.Warnings[0], Does.StartWith($"The certificate of cell {before.Cell.Short} ends at ").And.EndsWith($"in 25 days: `cell renew {before.Cell.Short}`."));
        Assert.That(before.Warnings[1], Does.EndWith("in 5 days: `cell init --resign`."));
        var status = await habitat.RunAsync("status", "--data", habitat.Data);
        Assert.That(status.Out.Split('\n').Where(line => line.StartsWith('!')), Is.EquivalentTo(before.Warnings.Select(warning => $"! {warning}")));
        Assert.That(cell.Journal.Count(line => line.Contains("The certificate of cell", StringComparison.Ordinal)), Is.EqualTo(1));
        Assert.That(before.Powers.Where(power => power.May).Select(power => power.Name), Is.EqualTo(new[] { "serve", "crawl", "sign tickets", "divide", "bear api", "bear crawler", "bear health" }));
        Assert.That(await MetricAsync(habitat, "cell_certificate_seconds_left"), Is.InRange(24 * 86400, 25 * 86400));

        var renewed = await habitat.RunAsync("renew", before.Cell.ToString());
        Assert.That(renewed.Code, Is.Zero, renewed.Err);
        var after = await WhoamiAsync(habitat, habitat.Data);
        Assert.That(after.Warnings, Has.Count.EqualTo(1));
        Assert.That((after.Cell, after.CertificateEnds > before.CertificateEnds.AddDays(300)), Is.EqualTo((before.Cell, true)));
        var text = await habitat.RunAsync("whoami", "--data", habitat.Data);
        Assert.That((text.Code, text.Out.Contains($"Lineage      {after.Cell.Short} (0) < root ", StringComparison.Ordinal)), Is.EqualTo((0, true)), text.Out);
    }

    [Test]
    public async Task What_cannot_be_renewed_is_said()
    {
        await using var habitat = await Habitat.WithOrganismAsync(null);
        Assert.That((await habitat.RunAsync("renew")).Code, Is.EqualTo((int)ExitCode.Usage));
        Assert.That((await habitat.RunAsync("renew", "--all")).Code, Is.EqualTo((int)ExitCode.Unreachable));
        await habitat.StartReadyAsync();
        Assert.That((await habitat.RunAsync("renew", "nobody")).Code, Is.EqualTo((int)ExitCode.No));
        var crawler = habitat.At("crawler");
        var other = habitat.Launch(PublishedBinary.Path, "start", "--role", "crawler", "--data", crawler);
        await habitat.ReadyAsync(other, crawler);
        var id = (await WhoamiAsync(habitat, crawler)).Cell;
        other.Signal(Signal.Stop);
        try
        {
            var part = await habitat.RunAsync("renew", "--all");
            Assert.That((part.Code, part.Out.Split('\n').Length), Is.EqualTo(((int)ExitCode.Unreachable, 1)), part.Err);
            Assert.That(part.Err, Does.Contain($"{id.Short} (crawler on {Habitat.Host}) is not reached"));
        }
        finally
        {
            other.Signal(Signal.Continue);
        }
    }

    /// <summary>The founder's own certificate, signed so long ago.</summary>
    private static async Task AgeAsync(Habitat habitat, TimeSpan age)
    {
        var root = habitat.Operator.UnlockRoot();
        using var rootKey = root.Key;
        var identity = Path.Combine(habitat.Data, "identity");
        using var key = ECDsa.Create();
        key.ImportFromPem(await File.ReadAllTextAsync(Path.Combine(identity, "key.pem")));
        var held = Pem.Read(await File.ReadAllTextAsync(Path.Combine(identity, "chain.pem")))[0];
        var facts = CertificateFacts.Of(held) ?? throw new AssertionException("A founder's certificate has facts.");
        var aged = Issuer.Founder(root, new PublicKey(key), CellId.Parse(held.GetNameInfo(X509NameType.SimpleName, false)), facts, 64, TimeProvider.System.GetUtcNow() - age);
        await File.WriteAllTextAsync(Path.Combine(identity, "chain.pem"), Pem.Text([aged]));
    }

    private static void AgeGenome(Habitat habitat, TimeSpan age)
    {
        var root = habitat.Operator.UnlockRoot();
        using var rootKey = root.Key;
        var held = Organisms.Signed(habitat.Operator) ?? throw new AssertionException("It is signed.");
        var issued = TimeProvider.System.GetUtcNow() - age;
        var payload = new GenomePayload(1, held.Version + 1, issued, issued.AddDays(365), held.Organism.Value, held.Binaries, held.Draft);
        File.WriteAllBytes(habitat.Operator.Genome, GenomeSigning.Sign(payload, rootKey));
    }

    private static async Task<WhoamiAnswer> WhoamiAsync(Habitat habitat, string data)
    {
        var ran = await habitat.RunAsync("whoami", "--json", "--data", data);
        Assert.That(ran.Code, Is.Zero, ran.Err);
        return JsonSerializer.Deserialize(ran.Out, ControlJson.Default.WhoamiAnswer) ?? throw new AssertionException("No answer.");
    }

    private static async Task<double> MetricAsync(Habitat habitat, string name)
    {
        using var http = new HttpClient();
        var text = await http.GetStringAsync(new Uri($"http://{Habitat.Host}:{habitat.Port}/metrics"));
        return double.Parse(text.Split('\n').Single(line => line.StartsWith($"{name} ", StringComparison.Ordinal)).Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }

    private static Task<StatusAnswer> RosterAsync(Habitat habitat, string what, Func<StatusAnswer, bool> holds) => RosterAsync(habitat, habitat.At("health"), what, holds);

    private static Task<StatusAnswer> RosterAsync(Habitat habitat, string data, string what, Func<StatusAnswer, bool> holds) =>
        Eventually.GetAsync(what, TimeSpan.FromSeconds(30), async () =>
        {
            var asked = await habitat.RunAsync("status", "--json", "--data", data);
            return asked.Out.Length > 0 && Habitat.Read(asked) is var status && holds(status) ? status : null;
        });
}
