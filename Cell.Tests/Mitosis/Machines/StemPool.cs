using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cell.Identity;
using Cell.Storage;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Mitosis;

/// <summary>How a command ended: its exit code, what it said, and of a division its steps.</summary>
internal sealed record DivideEnd(int Code, string Errors, IReadOnlyList<DivideProgress> Steps)
{
    public string Detail => Steps.Count > 0 ? Steps[^1].Detail : Errors;
}

/// <summary>An organism of this box, founded for one test, and its machines.</summary>
internal sealed class StemPool : IAsyncDisposable
{
    private const string Here = "10.77.0.1";
    private const int Port = 7270;

    // Nobody is born but by an order.
    private const string Unfilled = """{ "api": { "min": 0 }, "crawler": { "min": 0 } }""";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private readonly TestFolder folder = new();
    private readonly List<Founder> founders = [];
    private readonly HashSet<string> machines = [];
    private readonly Capture capture;
    private readonly int begun;

    private StemPool(Capture capture)
    {
        this.capture = capture;
        begun = capture.Mark;
    }

    public string OperatorBase => folder.At("operator");

    public OperatorFolder Operator => new(Directory.GetDirectories(OperatorBase).Single());

    /// <summary>An organism without machines and cells. Skips the test where there are no machines.</summary>
    public static Task<StemPool> FoundAsync() => FoundAsync(Port);

    /// <param name="port">The public one; tissue's is the next, and each further founder cell has its own ten above.</param>
    public static async Task<StemPool> FoundAsync(int port)
    {
        Nursery.Require();
        var pool = new StemPool(await Capture.OfThisRunAsync());
        await pool.DoAsync("init", "demo", "--host", Here, "--address", "127.0.0.1/32");
        await pool.EditAsync(draft => draft.Replace(
            "\"health\":", $"\"listen\": {{ \"public\": {port}, \"tissue\": {port + 1} }},\n  \"limits\": {{ \"birthsPerHour\": 1000 }},\n  \"population\": {Unfilled},\n  \"health\":", StringComparison.Ordinal)
            .Replace("\"keys\":", "\"reserve\": 100, \"keys\":", StringComparison.Ordinal)); // nobody is born there but by order, or to have the least
        return pool;
    }

    /// <summary>The same with one blank, prepared machine and one founder cell of all roles.</summary>
    public static async Task<(StemPool Pool, Founder Founder)> FoundAsync(string machine)
    {
        var pool = await FoundAsync();
        try
        {
            await Nursery.FreshAsync(machine);
            await pool.AddAsync(machine);
            return (pool, await pool.StartAsync("founder"));
        }
        catch
        {
            await pool.DisposeAsync();
            throw;
        }
    }

    public string At(string name) => folder.At(name);

    public async Task EditAsync(Func<string, string> edit)
    {
        await File.WriteAllTextAsync(Operator.Draft, edit(await File.ReadAllTextAsync(Operator.Draft)));
        await DoAsync("init", "--resign");
    }

    /// <summary>The draft with a database that all APIs share, whose password it puts among the operator's secrets.</summary>
    public string WithDatabase(string draft, PostgresServer server)
    {
        var secrets = Path.Combine(Operator.Path, "secrets.json");
        File.WriteAllText(secrets, new JsonObject { ["api"] = new JsonObject { ["store.password"] = PostgresServer.Secret, ["queue.password"] = RabbitServer.Secret } }.ToJsonString());
        File.SetUnixFileMode(secrets, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return draft.Replace("\"crawler\": {\n", $"\"store\": {{ \"kind\": \"postgres\", \"host\": \"{Here}\", \"port\": {server.Port}, \"database\": \"postgres\", \"tls\": \"off\" }},\n  \"crawler\": {{\n", StringComparison.Ordinal);
    }

    /// <summary>See <see cref="WithDatabase"/>, with which its secret comes.</summary>
    public static string WithQueue(string draft, RabbitServer broker) => draft.Replace(
        "\"crawler\": {\n", $"\"queue\": {{ \"kind\": \"rabbitmq\", \"host\": \"{Here}\", \"port\": {broker.Port}, \"tls\": \"off\" }},\n  \"crawler\": {{\n", StringComparison.Ordinal);

    public Task<ToolResult> RunAsync(params string[] arguments) =>
        Tool.RunAsync("env", [$"CELL_OPERATOR={OperatorBase}", Nursery.Binary, .. arguments], "", Patience);

    public async Task<string> DoAsync(params string[] arguments)
    {
        var result = await RunAsync(arguments);
        Assert.That(result.Good, Is.True, $"cell {string.Join(' ', arguments)}: {result.Trouble}");
        return result.Output;
    }

    public async Task<ToolResult> TryAddAsync(string machine, params string[] options)
    {
        machines.Add(machine);
        return await RunAsync(["pool", "add", machine, "--fingerprint", await Nursery.DoAsync("fingerprint", machine), "--identity", await Nursery.DoAsync("key"), .. options]);
    }

    public async Task AddAsync(string machine, params string[] options)
    {
        var added = await TryAddAsync(machine, options);
        Assert.That(added.Good, Is.True, added.Trouble);
    }

    /// <summary>Blank machines, made anew.</summary>
    public async Task AddFreshAsync(IEnumerable<string> blank)
    {
        foreach (var machine in blank)
        {
            await Nursery.FreshAsync(machine);
            await AddAsync(machine);
        }
    }

    /// <summary>Starts a founder cell and waits until it stands on the roster.</summary>
    public Task<Founder> StartAsync(string name, params string[] roles) => StartAsync(name, new Dictionary<string, string>(), roles);

    /// <param name="environment">Of its process, beside the operator folder.</param>
    public async Task<Founder> StartAsync(string name, IReadOnlyDictionary<string, string> environment, params string[] roles)
    {
        var founder = new Founder(folder.At(name), [new("CELL_OPERATOR", OperatorBase), .. environment], [.. roles.SelectMany(role => new[] { "--role", role })]);
        founders.Add(founder);
        var status = await RunAsync("status", "--wait", "30", "--data", founder.Data);
        Assert.That(status.Good, Is.True, $"{status.Trouble}\n{founder.Journal}");
        return founder;
    }

    /// <summary>What a health cell saw happen, oldest first.</summary>
    public async Task<IReadOnlyList<OrganismEvent>> EventsAsync(Founder health) =>
    [
        .. (await DoAsync("events", "--json", "--data", health.Data)).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize(line, EventJson.Default.OrganismEvent) ?? throw new AssertionException(line)),
    ];

    public async Task<StatusAnswer> StatusAsync(Founder founder) =>
        JsonSerializer.Deserialize(await DoAsync("status", "--json", "--data", founder.Data), ControlJson.Default.StatusAnswer) ?? throw new AssertionException("No status.");

    public Task<DivideEnd> DivideAsync(Founder mother, string machine) => DivideAsync(mother, machine, _ => Task.CompletedTask);

    /// <param name="told">Called with each step as it is told; the next one is read when it has ended.</param>
    public async Task<DivideEnd> DivideAsync(Founder mother, string machine, Func<DivideProgress, Task> told)
    {
        var start = new ProcessStartInfo(Nursery.Binary, ["divide", "--json", "--data", mother.Data, "--target", machine]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["CELL_OPERATOR"] = OperatorBase;
        using var process = Process.Start(start) ?? throw new InvalidOperationException("The command did not start.");
        using var bound = new CancellationTokenSource(Patience);
        var errors = process.StandardError.ReadToEndAsync(bound.Token);
        var steps = new List<DivideProgress>();
        while (await process.StandardOutput.ReadLineAsync(bound.Token) is { } line)
        {
            steps.Add(JsonSerializer.Deserialize(line, ControlJson.Default.DivideProgress) ?? throw new AssertionException(line));
            await told(steps[^1]);
        }

        await process.WaitForExitAsync(bound.Token);
        return new DivideEnd(process.ExitCode, await errors, steps);
    }

    /// <summary>By the founder's order.</summary>
    public async Task BearAsync(Founder founder, string role, string machine)
    {
        var born = await RunAsync("divide", "--role", role, "--target", machine, "--data", founder.Data);
        Assert.That(born.Good, Is.True, $"{born.Trouble}{born.Output}\n{founder.Journal}");
    }

    /// <summary>The pool's machine row: its state and the detail.</summary>
    public async Task<(string State, string Detail)> RowAsync(string machine)
    {
        using var rows = JsonDocument.Parse(await DoAsync("pool", "list", "--json"));
        var row = rows.RootElement.EnumerateArray().Single(entry => entry.GetProperty("host").GetString() == machine);
        return (row.GetProperty("state").GetString() ?? "", row.GetProperty("detail").GetString() ?? "");
    }

    /// <summary>Waits until the pool's row says that the machine is blank.</summary>
    public async Task AssertBlankAsync(string machine, TimeSpan within)
    {
        var start = Stopwatch.GetTimestamp();
        (string State, string Detail) row;
        while ((row = await RowAsync(machine)).State != "blank")
        {
            Assert.That(Stopwatch.GetElapsedTime(start), Is.LessThan(within), $"{machine} is not blank: {row.State} {row.Detail}");
            await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, CancellationToken.None);
        }
    }

    public async Task<string> KeyBlobAsync() => (await File.ReadAllTextAsync(Operator.PoolKey + ".pub")).Split(' ')[1];

    /// <summary>OpenSSH with the pool's key and nothing else.</summary>
    /// <param name="program">ssh, sftp or scp.</param>
    public Task<ToolResult> SshAsync(string program, string input, params string[] arguments) => Tool.RunAsync(
        program,
        ["-i", Operator.PoolKey, "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR", .. arguments],
        input,
        TimeSpan.FromSeconds(30));

    /// <summary>Invariant 1, by the packets: since its founding nobody wanted SSH of any address but its machines', and those that <c>scripts/nursery</c> waits for.</summary>
    /// <returns>How many connections there were to its machines.</returns>
    public int AssertOnlyItsMachinesWereConnectedTo() => capture.AssertOnlyTo([.. machines, .. Nursery.Awaited], begun);

    public async ValueTask DisposeAsync()
    {
        foreach (var founder in founders)
        {
            await founder.DisposeAsync();
        }

        AssertOnlyItsMachinesWereConnectedTo();
        folder.Dispose();
    }
}
