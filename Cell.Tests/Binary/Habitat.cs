using System.Text.Json;
using Cell.Identity;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Binary;

/// <summary>A temporary folder with an operator's base, data folders and ports of its own: all that an organism on this box needs.</summary>
internal sealed class Habitat : IAsyncDisposable
{
    public const string Host = "127.0.0.1";
    private const int PortsASlot = 10;
    private const int Slots = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly List<CellProcess> started = [];

    public Habitat()
    {
        Path = Directory.CreateTempSubdirectory("cell-").FullName;
        Port = Ports.Block(PortsASlot * Slots);
    }

    public string Path { get; }

    /// <summary>Public port of slot 0; the tissue port follows it.</summary>
    public int Port { get; }

    public string OperatorBase => At("operator");

    public OperatorFolder Operator => new(Directory.GetDirectories(OperatorBase).Single());

    public string Data => At("data");

    /// <summary>An organism of one founder box that may crawl the site without delay.</summary>
    /// <param name="root">Options that unlock root.</param>
    public static async Task<Habitat> WithOrganismAsync(LocalSite? site, params string[] root)
    {
        var habitat = new Habitat();
        var made = await habitat.RunAsync(["init", "demo", "--host", Host, "--address", $"{Host}/32", .. root]);
        Assert.That(made.Code, Is.Zero, made.Err);
        await habitat.EditAsync(draft => WithSite(
            draft.Replace("\"health\":", $$"""
                "listen": { "public": {{habitat.Port}}, "tissue": {{habitat.Port + 1}} },
                  "health":
                """, StringComparison.Ordinal),
            site), root);
        return habitat;
    }

    public static string WithSite(string draft, LocalSite? site) => site is null
        ? draft
        : draft.Replace("\"allow\": []", "\"allow\": [\"127.0.0.0/8\"]", StringComparison.Ordinal)
            .Replace("\"delays\": {}", $"\"delays\": {{ \"{LocalSite.Address}\": \"0s\" }}", StringComparison.Ordinal);

    public string At(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Changes the draft and signs it.</summary>
    public async Task EditAsync(Func<string, string> edit, params string[] root)
    {
        await File.WriteAllTextAsync(Operator.Draft, edit(await File.ReadAllTextAsync(Operator.Draft)));
        var signed = await RunAsync(["init", "--resign", .. root]);
        Assert.That(signed.Code, Is.Zero, signed.Err);
    }

    /// <summary>Runs a command to its end.</summary>
    public async Task<Ran> RunAsync(params string[] arguments)
    {
        await using var process = new CellProcess([PublishedBinary.Path, .. arguments], OperatorBase);
        return await process.EndAsync();
    }

    /// <summary>Starts a command or, with another program before it, that program.</summary>
    public CellProcess Launch(params string[] command)
    {
        var process = new CellProcess(command, OperatorBase);
        started.Add(process);
        return process;
    }

    public CellProcess Start(params string[] options) => Launch([PublishedBinary.Path, "start", "--data", Data, .. options]);

    public async Task<CellProcess> StartReadyAsync(params string[] options)
    {
        var process = Start(options);
        await ReadyAsync(process, Data);
        return process;
    }

    /// <summary>Waits until the cell of the folder answers and stands on the roster.</summary>
    public async Task<StatusAnswer> ReadyAsync(CellProcess process, string data)
    {
        var status = await RunAsync("status", "--wait", $"{Patience.TotalSeconds:0}", "--json", "--data", data);
        Assert.That(status.Code, Is.Zero, $"{status.Err}\n{string.Join('\n', process.Journal)}");
        return Read(status);
    }

    public async Task<StatusAnswer> StatusAsync(string data) => Read(await RunAsync("status", "--json", "--data", data));

    /// <summary>What the health cell of that folder saw happen, oldest first.</summary>
    public async Task<IReadOnlyList<OrganismEvent>> EventsAsync(string data) =>
    [
        .. (await RunAsync("events", "--json", "--data", data)).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize(line, EventJson.Default.OrganismEvent) ?? throw new AssertionException(line)),
    ];

    public async Task CrawlAsync(params string[] seeds)
    {
        var told = await RunAsync(["crawl", "--data", Data, .. seeds]);
        Assert.That(told.Code, Is.Zero, told.Err);
    }

    /// <summary>Until the frontier is at rest.</summary>
    public Task RestAsync() => Eventually.IsTrueAsync("frontier at rest", TimeSpan.FromSeconds(60), async () =>
    {
        var status = await StatusAsync(Data);
        return status.Vitals.Dry == true;
    });

    public PublicApi Api() => new(Port);

    public static StatusAnswer Read(Ran status)
    {
        Assert.That(status.Out, Is.Not.Empty, $"No status, exit code {status.Code}: {status.Err}");
        return JsonSerializer.Deserialize(status.Out, ControlJson.Default.StatusAnswer) ?? throw new AssertionException("The status is null.");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in started)
        {
            await process.DisposeAsync();
        }

        Directory.Delete(Path, recursive: true);
    }
}
