using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cell.Cli;
using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Binary;

/// <summary>Three founder processes under the operator's brake: no births, an end of all and a new life, and what the audit log says of it.</summary>
[Category("Binary")]
internal sealed class BrakeTests
{
    private const int Pages = 30;
    private static readonly string[] Roles = ["api", "crawler", "health"];
    private static readonly TimeSpan OrganismWide = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan EndOfAll = TimeSpan.FromSeconds(20);

    private Habitat habitat = null!; // made before each test

    [SetUp]
    public async Task Make_an_organism() => habitat = await Habitat.WithOrganismAsync(null);

    [TearDown]
    public async Task Clean_up() => await habitat.DisposeAsync();

    [Test]
    public async Task A_pause_by_any_operator_stops_births_everywhere_and_only_root_lets_them_go_on()
    {
        await StartAsync();
        AddOperator("ann");
        var start = TimeProvider.System.GetTimestamp();
        var paused = await habitat.RunAsync("pause", "--reason", "the night");
        Assert.That((paused.Code, paused.Out), Is.EqualTo((0, "Order 1 of the brake: no births.\n3 of 3 living cells obey.")), paused.Err);
        foreach (var role in Roles)
        {
            var refused = await habitat.RunAsync("divide", "--target", "nowhere.test", "--data", habitat.At(role));
            Assert.That(refused.Code, Is.EqualTo((int)ExitCode.Refused), $"{role}: {refused.Out}{refused.Err}");
            Assert.That(refused.Err, Does.Contain("Births are stopped: paused by operator ann").And.Contain("the night").And.Contain("cell resume"));
        }

        Assert.That(TimeProvider.System.GetElapsedTime(start), Is.LessThan(OrganismWide));
        var status = await habitat.RunAsync("status", "--data", habitat.At("crawler"));
        Assert.That(status.Out, Does.Contain("! paused by operator ann at ").And.Contain("(the night)"));
        using var http = new HttpClient();
        Assert.That(await http.GetStringAsync($"http://127.0.0.1:{(await StatusAsync("api")).Facts.Public.Split(':')[^1]}/metrics"), Does.Contain("\ncell_brake 1\n"));

        await WithoutRootAsync(async () =>
        {
            var alone = await habitat.RunAsync("resume");
            Assert.That(alone.Code, Is.EqualTo((int)ExitCode.Refused));
            Assert.That(alone.Err, Does.Contain("Only root may let go of the brake").And.Contain("holds no root key"));
        });
        var resumed = await habitat.RunAsync("resume");
        Assert.That((resumed.Code, resumed.Out), Is.EqualTo((0, "Order 2 of the brake: births go on.\n3 of 3 living cells obey.")), resumed.Err);
        var unknown = await habitat.RunAsync("divide", "--target", "nowhere.test", "--data", habitat.At("health"));
        Assert.That(unknown.Err, Does.Contain("nowhere.test is not a machine of the signed pool"), "another rule speaks now");
        await AuditedAsync("brake        operator ann (", ": version 1: paused by operator ann", "(the night)", "brake        root (", "refused ", "divide       box:");
    }

    [Test]
    public async Task A_revoked_operator_brakes_nothing_also_where_he_does_not_know_of_it()
    {
        await StartAsync();
        AddOperator("ann");
        Revoke();
        foreach (var role in Roles)
        {
            await Eventually.IsTrueAsync("revocation in each cell", TimeSpan.FromSeconds(10), async () => (await PaperAsync(role, "/revocations")).Length > 0);
        }

        // The thief's copy of the folder is older than the list.
        File.Delete(habitat.Operator.Revocations);
        var refused = await habitat.RunAsync("pause");
        Assert.That(refused.Code, Is.EqualTo((int)ExitCode.Refused));
        Assert.That(refused.Err, Does.Contain("refused it: Its operator certificate is refused: operator ").And.Contain("is revoked").And.Contain("laptop lost"));
        Assert.That(habitat.Operator.Brake, Does.Not.Exist, "an order that nobody takes is not kept");
        Assert.That((await StatusAsync("health")).Brake.Level, Is.EqualTo(BrakeLevel.Running));
        await AuditedAsync("revocations  root", "An offered paper (Brake): Its operator certificate is refused");
    }

    [Test, Category("Invariant 8")]
    public async Task All_die_by_one_order_and_live_again_by_another()
    {
        await using var site = await LocalSite.OpenAsync(Pages);
        await habitat.EditAsync(draft => Habitat.WithSite(draft, site));
        var processes = await StartAsync();
        var told = await habitat.RunAsync("crawl", "--data", habitat.At("api"), site.Seed);
        Assert.That(told.Code, Is.Zero, told.Err);
        await RestAsync();

        var nameless = await habitat.RunAsync("die", "--all");
        Assert.That((nameless.Code, nameless.Err), Is.EqualTo(((int)ExitCode.Usage, "cell: Nobody can be asked here: name the organism with --name.")));
        var wrong = await habitat.RunAsync("die", "--all", "--name", "other");
        Assert.That(wrong.Code, Is.EqualTo((int)ExitCode.Refused));
        Assert.That(wrong.Err, Does.Contain("'other' is not the name of this organism").And.Contain("nothing was done"));

        var start = TimeProvider.System.GetTimestamp();
        var died = await habitat.RunAsync("die", "--all", "--name", "demo", "--reason", "sold");
        Assert.That(died.Code, Is.Zero, died.Out + died.Err);
        Assert.That(died.Out, Does.Contain("every cell ends").And.Contain("Every cell that is known has the order."));
        foreach (var process in processes)
        {
            var end = await process.EndAsync(EndOfAll - TimeProvider.System.GetElapsedTime(start));
            Assert.That(end.Code, Is.Zero, end.Out + end.Err);
            Assert.That(end.Out, Does.Contain("This cell ends: ordered to die by operator ").And.Contain("(sold)").And.Contain("has stopped"));
        }

        var refused = await habitat.RunAsync("start", "--data", habitat.At("api"));
        Assert.That(refused.Code, Is.EqualTo((int)ExitCode.Refused));
        Assert.That(refused.Err, Does.Contain("ordered to die by operator ").And.Contain("`cell resume` lets it live again"));
        var newcomer = await habitat.RunAsync("start", "--data", habitat.At("newcomer"));
        Assert.That(newcomer.Code, Is.EqualTo((int)ExitCode.Refused), newcomer.Err);

        var resumed = await habitat.RunAsync("resume");
        Assert.That(resumed.Code, Is.Zero, resumed.Err);
        Assert.That(resumed.Out, Does.Contain("No cell of it answers here: founders take it from "));
        await StartAsync();
        using var api = new PublicApi(int.Parse((await StatusAsync("api")).Facts.Public.Split(':')[^1], System.Globalization.CultureInfo.InvariantCulture));
        Assert.That(await api.MissingAsync(site.Expected), Is.Empty);
        await AuditedAsync("seeds        box:", $"1 seeds: {site.Seed}", "ordered to die by operator ", "version 2: running by root");
    }

    [Test]
    public async Task A_changed_audit_log_is_told_loudly_and_goes_on()
    {
        var log = Path.Combine(habitat.Data, "audit.log");
        var cell = await habitat.StartReadyAsync();
        var whole = await habitat.RunAsync("events", "--audit", "--data", habitat.Data);
        Assert.That(whole.Code, Is.Zero, whole.Out + whole.Err);
        await cell.StopAsync(Signal.Terminate);
        await File.WriteAllTextAsync(log, (await File.ReadAllTextAsync(log)).Replace("\"root\"", "\"toor\"", StringComparison.Ordinal));
        var again = await habitat.StartReadyAsync();
        Assert.That(again.Journal, Has.Some.Contains("audit.log was changed: line 1: its hash is not that of its bytes"));
        var broken = await habitat.RunAsync("events", "--audit", "--data", habitat.Data);
        Assert.That(broken.Code, Is.EqualTo((int)ExitCode.No));
        Assert.That(broken.Out, Does.Contain("it tells of a broken one: entry 1: audit.log was changed"));

        await File.WriteAllTextAsync(log, "");
        var lost = await habitat.RunAsync("events", "--audit", "--json", "--data", habitat.Data);
        Assert.That((lost.Code, lost.Out), Is.EqualTo(((int)ExitCode.No, "")));
        Assert.That(lost.Err, Does.StartWith("The chain is BROKEN: it ends with entry 0, but the cell has written "));
    }

    private async Task<IReadOnlyList<CellProcess>> StartAsync()
    {
        var processes = Roles.Select(role => habitat.Launch(PublishedBinary.Path, "start", "--role", role, "--data", habitat.At(role))).ToList();
        foreach (var role in Roles)
        {
            await Eventually.IsTrueAsync($"three cells on the roster (asked of {role})", TimeSpan.FromSeconds(20), async () =>
            {
                var asked = await habitat.RunAsync("status", "--json", "--data", habitat.At(role));
                return asked is { Code: 0 } && Habitat.Read(asked).Roster.Cells.Count(entry => entry.State == CellState.Alive) == Roles.Length;
            });
        }

        return processes;
    }

    private Task RestAsync() => Eventually.IsTrueAsync("frontier at rest", TimeSpan.FromSeconds(40), async () => (await StatusAsync("api")).Vitals is { Dry: true, Pages: > 0 });

    private Task<StatusAnswer> StatusAsync(string role) => habitat.StatusAsync(habitat.At(role));

    private async Task<byte[]> PaperAsync(string role, string path)
    {
        using var cell = ControlClient.OverSocket(new DataFolder(habitat.At(role)).Socket);
        return (await cell.GetAsync(path, ControlJson.Default.PaperMessage, CancellationToken.None)).Envelope;
    }

    // A certificate of root for that name takes the place of the folder's.
    private void AddOperator(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var root = habitat.Operator.UnlockRoot();
        using var rootKey = root.Key;
        var certificate = Issuer.Operator(root, new PublicKey(key), name, TimeProvider.System.GetUtcNow());
        File.WriteAllText(Path.Combine(habitat.Operator.Path, "operator.pem"), Pem.Text([certificate]));
        File.WriteAllText(Path.Combine(habitat.Operator.Path, "operator.key"), key.ExportPkcs8PrivateKeyPem());
    }

    private void Revoke()
    {
        var root = habitat.Operator.UnlockRoot();
        using var rootKey = root.Key;
        var now = TimeProvider.System.GetUtcNow();
        var entry = new Revocation(RevokedKind.Operator, habitat.Operator.Credentials().Identity.Serial, "laptop lost", now);
        var list = Revocations.None.With(entry).ToList(Issuer.OrganismOf(root), now).Sign(rootKey);
        using var cell = ControlClient.OverSocket(new DataFolder(habitat.At("health")).Socket);
        var held = cell.PostAsync("/revocations", new PaperMessage(1, list), ControlJson.Default.PaperMessage, ControlJson.Default.PaperVersion, CancellationToken.None).GetAwaiter().GetResult();
        Assert.That(held.Refusal, Is.Empty);
    }

    private async Task WithoutRootAsync(Func<Task> act)
    {
        var key = Path.Combine(habitat.Operator.Path, "root.key");
        File.Move(key, key + ".away");
        await act();
        File.Move(key + ".away", key);
    }

    private async Task AuditedAsync(params string[] parts)
    {
        var events = await habitat.RunAsync("events", "--audit", "--data", habitat.At("health"));
        Assert.That(events.Code, Is.Zero, events.Out + events.Err);
        Assert.That(events.Out, Does.EndWith(" entries, chain whole."));
        foreach (var part in parts)
        {
            Assert.That(events.Out, Does.Contain(part));
        }
    }
}
