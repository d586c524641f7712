using System.CommandLine;
using System.Net.Sockets;
using Cell.Genome;
using Cell.Identity;
using Cell.Storage;
using Cell.Tissue;

namespace Cell.Cli;

/// <summary><c>cell start</c>: the daemon.</summary>
internal static class StartCommand
{
    public static Command Create()
    {
        var roles = new Option<string[]>("--role") { Description = "api, crawler or health; may be repeated. Without it a founder takes all three." };
        roles.AcceptOnlyFromAmong("api", "crawler", "health");
        var data = new Option<string?>("--data") { Description = "Folder for what is the cell's own (default: /var/lib/cell for root, else ~/.local/share/cell)." };
        var config = new Option<string?>("--config") { Description = "The operator folder that founds it (default: the only one)." };
        var machine = new Option<string?>("--machine") { Description = "Which founder machine of the pool this is, if there are several." };
        var publicPort = new Option<int?>("--public") { Description = "Port for clients (default: listen.public of cell.json, + 10 a slot)." };
        var tissuePort = new Option<int?>("--tissue") { Description = "Port for cells (default: listen.tissue of cell.json, + 10 a slot)." };
        var command = new Command("start", "Run a cell. The first start of a founder gives it its identity.") { roles, data, config, machine, publicPort, tissuePort };
        command.Does(async (parsed, _) =>
        {
            var folder = parsed.GetValue(data) is { } named ? new DataFolder(Path.GetFullPath(named)) : DataFolder.Default();
            var wished = (parsed.GetValue(roles) ?? []).Select(role => Enum.Parse<Role>(role, ignoreCase: true)).Distinct().Order().ToList();
            var wishes = new FounderWishes(wished.Count > 0 ? wished : [Role.Api, Role.Crawler, Role.Health], parsed.GetValue(publicPort), parsed.GetValue(tissuePort), parsed.GetValue(machine));
            using var root = RootAccess.Of(parsed);
            return await RunAsync(folder, parsed.GetValue(config), wishes, root);
        });
        return command;
    }

    private static async Task<ExitCode> RunAsync(DataFolder data, string? config, FounderWishes wishes, RootAccess root)
    {
        await using var only = Locked(data);
        var folder = config is null ? null : new OperatorFolder(Path.GetFullPath(config));
        if (!new IdentityFolder(data.Identity).Exists)
        {
            RequireLife(BrakeOrdering.Held(folder ?? Organisms.Only()));
            await Founding.FoundAsync(data, folder ?? Organisms.Only(), wishes, root);
            root.Dispose(); // a daemon needs it no longer
        }

        var settings = await SettingsAsync(data, folder, wishes);
        if (settings.Papers.Brake.Now.Level == BrakeLevel.Dead && BornCell.FactsOf(data) is not null)
        {
            return await BornCell.EndAsync(settings);
        }

        RequireLife(settings.Papers.Brake.Now);
        try
        {
            return (ExitCode)await CellHost.RunAsync(settings);
        }
        catch (IOException fault) when (fault.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException || fault.InnerException is SocketException)
        {
            throw new CommandFailure(ExitCode.Box, $"{fault.Message.TrimEnd('.')}. Another program has the port: --public and --tissue choose others.");
        }
    }

    private static void RequireLife(Brake brake)
    {
        if (brake.Level == BrakeLevel.Dead)
        {
            throw new CommandFailure(ExitCode.Refused, $"This organism is {brake}. `cell resume` lets it live again.");
        }
    }

    private static async Task<HostSettings> SettingsAsync(DataFolder data, OperatorFolder? named, FounderWishes wishes)
    {
        var time = TimeProvider.System;
        var identity = new IdentityFolder(data.Identity);
        var papers = Papers.At(data, identity.Roots(), time);
        var folder = OperatorFolder.Of(papers.Organism);
        var genome = GenomeAtStart.Open(papers.Genome, data, folder);
        if ((named ?? (OperatorFolder.All() is [var only] ? only : folder)) is var meant && Path.GetFileName(meant.Path) != genome.Now.Organism.Value)
        {
            throw new CommandFailure(ExitCode.Refused, $"{data.Path} belongs to organism {genome.Now.Organism}, {meant.Path} is another one: name another folder with --data.");
        }

        TakeOrders(papers, folder);
        var credentials = identity.Read(papers.Rules() with { Revoked = Revocations.None });
        if (papers.Revocations.Now.Strikes(credentials.Identity) is { } struck)
        {
            throw new CommandFailure(ExitCode.Refused, $"The cell of {data.Path} may not live: {struck}. With another folder (--data) this box founds a new one.");
        }

        return BornCell.FactsOf(data) is { } birth
            ? BornCell.Settings(data, credentials, papers, birth)
            : await FounderAsync(data, credentials, papers, wishes, folder);
    }

    private static async Task<HostSettings> FounderAsync(DataFolder data, CellCredentials credentials, Papers papers, FounderWishes wishes, OperatorFolder folder)
    {
        var kept = FounderFiles.Facts(data) ?? throw new CommandFailure(ExitCode.Box, $"{data.FounderFacts} is missing: this folder belongs to no founder cell.");
        var ports = kept with { Public = wishes.Public ?? kept.Public, Tissue = wishes.Tissue ?? kept.Tissue };
        var machine = papers.Genome.Genes.Pool.Machines.First(entry => entry.Host == credentials.Identity.Machine);
        var tissue = $"https://{Addresses.Of(machine)}:{ports.Tissue}";
        FounderFiles.Keep(data, ports);
        await Founding.MoveAsync(folder, data, tissue);
        IReadOnlyList<string> Greet() => [.. FounderFiles.Founders(folder.Founders).Where(entry => entry.Roles.Contains(Role.Health)).Select(entry => entry.Tissue)];
        var facts = SelfFacts.Of(credentials, machine, ports.Public, tissue, null, "");
        return new HostSettings(data, new CellSelf(new LivingIdentity(new IdentityFolder(data.Identity), credentials), facts), papers, ports.Public, ports.Tissue, Greet);
    }

    // Revocations and brake: what is kept here, and what the operator's folder on this box has newer.
    private static void TakeOrders(Papers papers, OperatorFolder folder)
    {
        try
        {
            papers.Opened();
        }
        catch (InvalidDataException fault)
        {
            throw new CommandFailure(ExitCode.InvalidGenome, fault.Message);
        }

        foreach (var (paper, path) in new[] { (Paper.Revocations, folder.Revocations), (Paper.Brake, folder.Brake) })
        {
            if (AtomicFile.ReadIfThere(path) is { } newer && papers.Offer(paper, newer) is { Length: > 0 } refusal)
            {
                Console.Error.WriteLine($"cell: {path} is not adopted: {refusal}");
            }
        }
    }

    /// <summary>Keeps the folder for this process.</summary>
    public static FileStream Locked(DataFolder data)
    {
        try
        {
            Directory.CreateDirectory(data.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            return new FileStream(data.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException)
        {
            throw new CommandFailure(ExitCode.Box, $"{data.Path} cannot be written by {Environment.UserName}: choose another folder with --data, or give this one to {Environment.UserName}.");
        }
        catch (IOException fault) when (fault is not (DirectoryNotFoundException or FileNotFoundException))
        {
            throw new CommandFailure(ExitCode.Box, $"{data.Path} cannot be used: another cell runs there, or it cannot be written ({fault.Message})");
        }
    }
}
