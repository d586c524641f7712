using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Cell.Genome;
using Cell.Identity;
using Cell.Mitosis;
using Cell.Storage;
using Renci.SshNet;

namespace Cell.Cli;

/// <summary>What `cell pool add` was told of a machine.</summary>
internal sealed record NewMachine(string Host, string User, IReadOnlyList<string> Addresses, decimal Price, string? Public, string? Power);

/// <param name="Login">"": the pool's account.</param>
internal sealed record OperatorAccess(string Login, string? Identity, string? Fingerprint);

/// <summary>Puts machines into the signed pool and takes them out: first the machine, then the genome, so that nothing stands in the pool that is not prepared.</summary>
internal static class PoolChange
{
    private const string ChangePool = "change the pool";

    public static async Task AddAsync(OperatorFolder folder, NewMachine wished, OperatorAccess access, RootAccess root, CancellationToken cancellation)
    {
        var draft = File.ReadAllText(folder.Draft);
        var genes = Organisms.Read(folder.Draft, draft);
        var known = genes.Pool.Machines.FirstOrDefault(machine => machine.Host == wished.Host);
        var hostKey = await HostKeyAsync(wished.Host, known, access);
        var machine = known ?? await MachineAsync(wished, hostKey);
        var edited = known is null ? GenesDraft.AddMachine(draft, machine) : draft;
        Organisms.Read("The pool with this machine", edited); // refuses a clone: the same host key twice
        await BeforeSigning.RequireAsync(folder, edited, cancellation);
        var poolKey = genes.Pool.Keys is [var first, ..] ? first : throw new CommandFailure(ExitCode.InvalidGenome, $"{folder.Draft} has no pool.keys: the pool has no key.");

        if (known is null)
        {
            root.Unlock(folder, ChangePool); // asked for before the machine is touched
        }

        var ssh = new OperatorSsh(wished.Host, access.Login.Length > 0 ? access.Login : machine.User, access.Identity, hostKey);
        await PoolSsh.RunAsync(ssh, Preparation.Install(AllowedSigners(folder), Pem.Text(folder.Roots()), machine.User, poolKey));
        if (await PoolSsh.UnfitAsync(folder, machine, cancellation) is { } unfit)
        {
            if (known is null)
            {
                await ssh.RunAsync(Preparation.Remove(machine.User, poolKey));
            }

            throw new CommandFailure(ExitCode.Box, $"{unfit}{(known is null ? " Nothing was left on it." : "")}");
        }

        Console.WriteLine($"{machine.Host} is prepared: host key {OperatorSsh.Fingerprint(hostKey)}, receptor {Receptor.Version}, account {machine.User}.");
        if (known is null)
        {
            await SignAsync(folder, edited, root, cancellation);
        }

        await KnownCells.TellBlankAsync(folder, machine.Host, cancellation);
    }

    public static async Task RemoveAsync(OperatorFolder folder, CleanOrder leaving, OperatorAccess? access, RootAccess root, CancellationToken cancellation)
    {
        var host = leaving.Host;
        var draft = File.ReadAllText(folder.Draft);
        var pool = Organisms.Read(folder.Draft, draft).Pool;
        var machine = pool.Machines.FirstOrDefault(entry => entry.Host == host) ?? throw new CommandFailure(ExitCode.Refused, $"{host} is not in the pool: `cell pool list` shows it.");
        if (machine.Founder)
        {
            throw new CommandFailure(ExitCode.Refused, $"{host} is a box of founder cells: it leaves the pool by an edit of {folder.Draft}.");
        }

        var edited = GenesDraft.RemoveMachine(draft, host);
        Organisms.Read("The pool without this machine", edited);
        await BeforeSigning.RequireAsync(folder, edited, cancellation);
        root.Unlock(folder, ChangePool);
        if (access is not null)
        {
            var ssh = PoolSsh.Of(machine, access);
            if (!leaving.Discard)
            {
                await PoolRelics.CollectAsync(ssh, Cleaning.Read(await PoolSsh.RunAsync(ssh, Cleaning.Look)).Relics, PoolRelics.FolderOf(folder, leaving.Relics, host), cancellation);
            }

            await PoolSsh.RunAsync(ssh, Preparation.Remove(machine.User, pool.Keys[0]));
            Console.WriteLine($"Everything of Cell is off {host}.");
        }

        await SignAsync(folder, edited, root, cancellation);
    }

    internal static async Task SignAsync(OperatorFolder folder, string draft, RootAccess root, CancellationToken cancellation)
    {
        AtomicFile.Write(folder.Draft, Encoding.UTF8.GetBytes(draft), AtomicFile.Private);
        var genome = Resigning.Sign(folder, root);
        Console.WriteLine($"Signed genome version {genome.Version}.");
        await KnownCells.PushGenomeAsync(folder, cancellation);
    }

    private static async Task<string> HostKeyAsync(string host, PoolMachine? known, OperatorAccess access)
    {
        if (!GenesRules.IsHost(host))
        {
            throw new CommandFailure(ExitCode.Usage, $"'{host}' is no host name or address.");
        }

        var (shown, trouble) = await OperatorSsh.ScanAsync(host);
        var hostKey = shown ?? throw new CommandFailure(ExitCode.Unreachable, $"{host}: {trouble}. Is it on, and is its sshd reachable from here?");
        var fingerprint = OperatorSsh.Fingerprint(hostKey);
        if (known is not null && !BirthRules.SameKey(known.HostKey, hostKey))
        {
            throw new CommandFailure(
                ExitCode.Refused, $"{host} shows the host key {fingerprint}; the pool has {OperatorSsh.Fingerprint(known.HostKey)}. If it was set up anew: `cell pool remove {host} --unreachable`, then add it.");
        }

        return access.Fingerprint switch
        {
            { } given when given == fingerprint => hostKey,
            { } given => throw new CommandFailure(ExitCode.Refused, $"{host} shows the host key {fingerprint}, not {given}: it is not the machine that you mean."),
            null when known is not null || Confirmed(host, fingerprint) => hostKey,
            null => throw new CommandFailure(ExitCode.Refused, $"The host key of {host}, {fingerprint}, was not confirmed. On its console: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub; then --fingerprint."),
        };
    }

    private static bool Confirmed(string host, string fingerprint)
    {
        if (Console.IsInputRedirected)
        {
            return false;
        }

        Console.Write($"{host} shows the host key {fingerprint}. Is that right? [yes/no] ");
        return Console.ReadLine()?.Trim().Equals("yes", StringComparison.OrdinalIgnoreCase) ?? false;
    }

    private static async Task<PoolMachine> MachineAsync(NewMachine wished, string hostKey)
    {
        var addresses = wished.Addresses.Count > 0 ? wished.Addresses : await AddressesAsync(StemSsh.Endpoint(wished.Host).Host);
        return new PoolMachine
        {
            Host = wished.Host,
            User = GenesRules.IsUser(wished.User) ? wished.User : throw new CommandFailure(ExitCode.Usage, $"'{wished.User}' is no account name."),
            HostKey = hostKey,
            Addresses = [.. addresses.Select(text => Units.Network(text) ?? throw new CommandFailure(ExitCode.Usage, $"'{text}' is no address or network like 192.0.2.0/28."))],
            Public = wished.Public is null ? null : GenesRules.IsWebUrl(wished.Public) ? new Uri(wished.Public) : throw new CommandFailure(ExitCode.Usage, $"'{wished.Public}' is no http or https URL."),
            PricePerHour = wished.Price is >= 0 and <= 1_000_000 ? wished.Price : throw new CommandFailure(ExitCode.Usage, string.Create(CultureInfo.InvariantCulture, $"{wished.Price} is no price.")),
            Founder = false,
            Power = wished.Power is null ? null : Power(wished.Power),
        };
    }

    private static PowerGenes? Power(string text)
    {
        var faults = new List<Fault>();
        try
        {
            using var given = JsonDocument.Parse(text);
            var power = PowerGenes.Read(new GenesSection(given.RootElement.ValueKind == JsonValueKind.Object ? given.RootElement : throw new JsonException("it is no object in { }"), "power", faults));
            return faults.Count == 0 ? power : throw new CommandFailure(ExitCode.Usage, $"--power is not valid:{string.Concat(faults.Select(fault => $"\n  {fault}"))}");
        }
        catch (JsonException fault)
        {
            throw new CommandFailure(ExitCode.Usage, $"--power is no JSON object: {fault.Message}");
        }
    }

    private static async Task<IReadOnlyList<string>> AddressesAsync(string name)
    {
        try
        {
            return [.. (await Dns.GetHostAddressesAsync(name)).Where(address => !address.IsIPv6LinkLocal).Select(address => address.ToString()).Distinct()];
        }
        catch (SocketException fault)
        {
            throw new CommandFailure(ExitCode.Unreachable, $"{name} has no address here: {fault.Message}");
        }
    }

    internal static string AllowedSigners(OperatorFolder folder)
    {
        var lines = folder.Roots().Select(root =>
        {
            using var key = root.PublicKey.GetECDsaPublicKey()!; // roots are P-256
            return SshSignature.AllowedSignersLine(key);
        });
        return string.Concat(lines);
    }
}
