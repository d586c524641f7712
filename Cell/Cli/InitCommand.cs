using System.CommandLine;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text;
using Cell.Genome;
using Cell.Identity;
using Cell.Storage;

namespace Cell.Cli;

/// <summary><c>cell init NAME</c>: an organism's roots, operator certificate, pool key and first genome. <c>cell init --resign</c>: the next version.</summary>
internal static class InitCommand
{
    public static Command Create()
    {
        var name = new Argument<string?>("NAME") { Description = "1 to 40 of a-z, 0-9 and '-'.", Arity = ArgumentArity.ZeroOrOne };
        var host = new Option<string?>("--host") { Description = "How the pool calls this box (default: its first address)." };
        var addresses = new Option<string[]>("--address") { Description = "Networks that its cells speak from besides that; may be repeated." };
        var contact = new Option<string>("--contact") { Description = "mailto: or https: address for the crawler's user agent.", DefaultValueFactory = _ => "" };
        var resign = new Option<bool>("--resign") { Description = "Sign the changed cell.json and this executable as the next version. (cell genome push signs the cell.json alone.)" };
        var passphrase = new Option<bool>("--passphrase") { Description = "Encrypt the root keys: you are asked twice. (A passphrase file means the same.)" };
        var command = new Command("init", "Make an organism, or sign its next genome.") { name, host, addresses, contact, resign, passphrase };
        command.Does(async (parsed, cancellation) =>
        {
            if (parsed.GetValue(resign))
            {
                var folder = Organisms.Only();
                await BeforeSigning.RequireAsync(folder, File.ReadAllText(folder.Draft), cancellation);
                using var root = RootAccess.Of(parsed);
                return await PushAsync(Resigning.Sign(folder, root), cancellation);
            }

            var named = parsed.GetValue(name) ?? throw new CommandFailure(ExitCode.Usage, "Name the organism: cell init NAME.");
            var passphrases = RootAccess.Passphrases(parsed);
            var wanted = parsed.GetValue(passphrase) || passphrases.File is not null ? passphrases : null;
            return await FoundAsync(named, parsed.GetValue(host) ?? FirstAddress(), parsed.GetValue(addresses) ?? [], parsed.GetValue(contact) ?? "", wanted);
        });
        return command;
    }

    private static async Task<ExitCode> PushAsync(SignedGenome genome, CancellationToken cancellation)
    {
        Console.WriteLine($"Signed genome version {genome.Version}, valid until {genome.Expires:yyyy-MM-dd}.");
        await KnownCells.PushGenomeAsync(Organisms.Only(), cancellation);
        return ExitCode.Done;
    }

    private static async Task<ExitCode> FoundAsync(string name, string host, string[] addresses, string contact, PassphraseSource? passphrases)
    {
        // Everything is judged before anything is written.
        var networks = addresses.Prepend(host).Where(text => Units.Network(text) is not null).Distinct().ToList();
        Organisms.Read("What you gave", StartingDraft.Text(name, contact, SshPublicKey.Example, host, networks));
        if (OperatorFolder.All().FirstOrDefault(folder => File.Exists(folder.Draft) && GenesReader.Read(File.ReadAllText(folder.Draft)).Genes?.Organism.Name == name) is { } same)
        {
            throw new CommandFailure(ExitCode.Refused, $"An organism {name} is in {same.Path} already: choose another name, or `cell init --resign` for its next genome.");
        }

        using var passphrase = passphrases?.AskNew();
        var made = await Genesis.CreateAsync(TimeProvider.System.GetUtcNow(), OperatorName.Of(Environment.UserName), passphrase, async (folder, root) =>
        {
            var poolKey = await PoolKeyPair.MakeAsync(folder);
            AtomicFile.Write(folder.Draft, Encoding.UTF8.GetBytes(StartingDraft.Text(name, contact, poolKey, host, networks)), AtomicFile.Private);
            Resigning.Sign(folder, RootAccess.Of(root));
        });
        Console.WriteLine($"""
            The organism {name} is {Path.GetFileName(made.Path)}.
            Your folder:     {made.Path} (keep it private; root.key signs everything{(passphrase is null ? ", and lies in the clear: `cell operator passphrase` encrypts it" : "; your passphrase opens it")})
            Recovery root:   {made.RecoveryKeyFile}
                             Move this file to a place offline, off this box: with it alone `cell recover` brings your folder back.
            Its settings:    {made.Draft} (cell check, then cell genome push)
            Next:            cell start
            """);
        return ExitCode.Done;
    }

    private static string FirstAddress() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(network => network.OperationalStatus == OperationalStatus.Up && network.NetworkInterfaceType != NetworkInterfaceType.Loopback)
        .SelectMany(network => network.GetIPProperties().UnicastAddresses)
        .Select(unicast => unicast.Address)
        .FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork, IPAddress.Loopback)
        .ToString();
}
