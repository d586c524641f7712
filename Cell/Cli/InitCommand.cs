using System.CommandLine;
using System.Diagnostics;
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
        var command = new Command("init", "Make an organism, or sign its next genome.") { name, host, addresses, contact, resign };
        command.Does(async (parsed, cancellation) =>
        {
            if (parsed.GetValue(resign))
            {
                var folder = Organisms.Only();
                await BeforeSigning.RequireAsync(folder, File.ReadAllText(folder.Draft), cancellation);
                return await PushAsync(Resigning.Sign(folder), cancellation);
            }

            var named = parsed.GetValue(name) ?? throw new CommandFailure(ExitCode.Usage, "Name the organism: cell init NAME.");
            return Found(named, parsed.GetValue(host) ?? FirstAddress(), parsed.GetValue(addresses) ?? [], parsed.GetValue(contact) ?? "");
        });
        return command;
    }

    private static async Task<ExitCode> PushAsync(SignedGenome genome, CancellationToken cancellation)
    {
        Console.WriteLine($"Signed genome version {genome.Version}, valid until {genome.Expires:yyyy-MM-dd}.");
        await KnownCells.PushGenomeAsync(Organisms.Only(), cancellation);
        return ExitCode.Done;
    }

    private static ExitCode Found(string name, string host, string[] addresses, string contact)
    {
        // Everything is judged before anything is written.
        var networks = addresses.Prepend(host).Where(text => Units.Network(text) is not null).Distinct().ToList();
        Organisms.Read("What you gave", StartingDraft.Text(name, contact, SshPublicKey.Example, host, networks));
        if (OperatorFolder.All().FirstOrDefault(folder => File.Exists(folder.Draft) && GenesReader.Read(File.ReadAllText(folder.Draft)).Genes?.Organism.Name == name) is { } same)
        {
            throw new CommandFailure(ExitCode.Refused, $"An organism {name} is in {same.Path} already: choose another name, or `cell init --resign` for its next genome.");
        }

        var made = OperatorFolder.Create(TimeProvider.System.GetUtcNow());
        try
        {
            var poolKey = PoolKey(made);
            AtomicFile.Write(made.Draft, Encoding.UTF8.GetBytes(StartingDraft.Text(name, contact, poolKey, host, networks)), AtomicFile.Private);
            Resigning.Sign(made);
        }
        catch
        {
            Directory.Delete(made.Path, recursive: true);
            throw;
        }

        Console.WriteLine($"""
            The organism {name} is {Path.GetFileName(made.Path)}.
            Your folder:     {made.Path} (keep it private; root.key signs everything)
            Recovery root:   {made.Path}/recovery.key (move it to a place offline)
            Its settings:    {made.Draft} (cell check, then cell genome push)
            Next:            cell start
            """);
        return ExitCode.Done;
    }

    private static string PoolKey(OperatorFolder folder)
    {
        var start = new ProcessStartInfo("ssh-keygen") { RedirectStandardError = true, RedirectStandardOutput = true, ArgumentList = { "-q", "-t", "ed25519", "-N", "", "-C", "cell-pool", "-f", folder.PoolKey } };
        try
        {
            using var process = Process.Start(start) ?? throw new CommandFailure(ExitCode.Box, "ssh-keygen did not start.");
            var errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0)
            {
                throw new CommandFailure(ExitCode.Box, $"ssh-keygen could not make the pool's key: {errors.Trim()}");
            }
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new CommandFailure(ExitCode.Box, "ssh-keygen is missing: apt-get install openssh-client.");
        }

        return File.ReadAllText(folder.PoolKey + ".pub").Trim();
    }

    private static string FirstAddress() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(network => network.OperationalStatus == OperationalStatus.Up && network.NetworkInterfaceType != NetworkInterfaceType.Loopback)
        .SelectMany(network => network.GetIPProperties().UnicastAddresses)
        .Select(unicast => unicast.Address)
        .FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork, IPAddress.Loopback)
        .ToString();
}
