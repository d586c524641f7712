using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using Cell.Genome;
using Cell.Identity;

namespace Cell.Cli;

/// <summary><c>cell pool add|list|remove|check|clean|rotate</c>: the machines at the organism's disposal.</summary>
internal static class PoolCommand
{
    public static Command Create() => new("pool", "The machines that cells may be born on.") { Add(), List(), Remove(), PoolCheck.Create(), PoolClean.Create(Login, Identity), PoolRotate.Create(Login, Identity) };

    private static Command Add()
    {
        var host = Host();
        var user = new Option<string>("--user") { Description = "The account there that the pool's key opens: root, or one that may then run the receptor by sudo.", DefaultValueFactory = _ => "root" };
        var (login, identity, fingerprint) = (Login(), Identity(), Fingerprint());
        var addresses = new Option<string[]>("--address") { Description = "Networks that its cell speaks from (default: the host's addresses)." };
        var price = new Option<decimal>("--price") { Description = "What an hour of it costs, for limits.costPerDay." };
        var power = new Option<string?>("--power") { Description = "How it is switched, as cell.json has it: '{ \"wake\": \"lan\", \"mac\": \"52:54:00:12:34:56\", \"sleep\": \"poweroff\" }'." };
        var publicUrl = new Option<string?>("--public") { Description = "The URL under which clients reach it." };
        var command = new Command("add", "Prepare a machine by your own SSH access and put it into the signed pool.") { host, user, login, identity, fingerprint, addresses, price, power, publicUrl };
        command.Does(async (parsed, cancellation) =>
        {
            var machine = new NewMachine(parsed.GetValue(host)!, parsed.GetValue(user)!, parsed.GetValue(addresses) ?? [], parsed.GetValue(price), parsed.GetValue(publicUrl), parsed.GetValue(power)); // required; has a default
            var access = new OperatorAccess(parsed.GetValue(login) ?? machine.User, parsed.GetValue(identity), parsed.GetValue(fingerprint));
            using var root = RootAccess.Of(parsed);
            await PoolChange.AddAsync(Organisms.Only(), machine, access, root, cancellation);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Remove()
    {
        var host = Host();
        var (login, identity) = (Login(), Identity());
        var keep = new Option<bool>("--unreachable") { Description = "The machine is gone: only take it out of the pool." };
        var (relics, discard) = (PoolClean.RelicsOption(), PoolClean.DiscardOption());
        var command = new Command("remove", "Take a blank machine out of the pool, collect what cells left on it, and take everything of Cell off it.") { host, login, identity, keep, relics, discard };
        command.Does(async (parsed, cancellation) =>
        {
            var access = parsed.GetValue(keep) ? null : new OperatorAccess(parsed.GetValue(login) ?? "", parsed.GetValue(identity), null);
            using var root = RootAccess.Of(parsed);
            var leaving = new CleanOrder(parsed.GetValue(host)!, parsed.GetValue(relics) ?? "", parsed.GetValue(discard), Yes: false); // required
            await PoolChange.RemoveAsync(Organisms.Only(), leaving, access, root, cancellation);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command List()
    {
        var json = new Option<bool>("--json") { Description = "For machines." };
        var command = new Command("list", "Show the machines of the pool and what is on them.") { json };
        command.Does(async (parsed, cancellation) =>
        {
            var folder = Organisms.Only();
            var genome = Organisms.Signed(folder) ?? throw new CommandFailure(ExitCode.InvalidGenome, $"{folder.Genome} is missing: cell init --resign makes it.");
            var rows = PoolRow.Of(genome.Genes.Pool, await KnownCells.RosterAsync(folder, cancellation));
            Console.WriteLine(parsed.GetValue(json) ? JsonSerializer.Serialize(rows, PoolJson.Default.IReadOnlyListPoolRow) : PoolRow.Draw(rows));
            return ExitCode.Done;
        });
        return command;
    }

    private static Argument<string> Host() => new("HOST") { Description = "Name or address, with :port for an SSH port other than 22." };

    private static Option<string?> Login() => new("--login") { Description = "The account that you log in to: root, or one with sudo (default: --user)." };

    private static Option<string?> Identity() => new("--identity") { Description = "Your key file (default: what ssh finds)." };

    private static Option<string?> Fingerprint() => new("--fingerprint") { Description = "SHA256:… of the host key, as the machine's console shows it. Without it you are asked." };
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(IReadOnlyList<PoolRow>))]
internal sealed partial class PoolJson : JsonSerializerContext;
