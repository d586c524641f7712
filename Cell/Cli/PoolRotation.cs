using System.Text;
using Cell.Genome;
using Cell.Identity;
using Cell.Mitosis;
using Cell.Storage;
using Renci.SshNet;

namespace Cell.Cli;

/// <summary>A rotation of the pool key, which may be interrupted anywhere and run again. Begun at one stroke: the new key, the old one beside it as
/// <c>pool_key.old</c>, and a draft with both. It is over when no <c>pool_key.old</c> is there.</summary>
internal sealed class PoolRotation(OperatorFolder folder, RootAccess root, OperatorAccess access)
{
    private const int AtOnce = 8;

    private string OldKey => folder.PoolKey + ".old";

    public async Task<ExitCode> RunAsync(bool force, CancellationToken cancellation)
    {
        AtomicFolder.Finish(folder.Path);
        var draft = File.ReadAllText(folder.Draft);
        await BeforeSigning.RequireAsync(folder, draft, cancellation);
        root.Unlock(folder, "rotate the pool key");
        if (File.Exists(OldKey))
        {
            Console.WriteLine("A rotation was begun before: it goes on.");
        }
        else
        {
            await BeginAsync(draft);
        }

        if (await GenomePush.RunAsync(folder, root, dry: false, cancellation) is ExitCode.Refused)
        {
            return ExitCode.Refused;
        }

        var pool = Organisms.Read(folder.Draft, File.ReadAllText(folder.Draft)).Pool;
        var missed = await RekeyAsync(pool, cancellation);
        if (missed.Count > 0 && !force)
        {
            Console.WriteLine($"{missed.Count} of {pool.Machines.Count(machine => !machine.Founder)} machines were not reached and still let the old key in. They are tainted; both keys stay in the pool. "
                + "Repair them and run `cell pool rotate` again, or give them up with --force.");
            return ExitCode.Unreachable;
        }

        return await EndAsync(pool, missed, cancellation);
    }

    private async Task BeginAsync(string draft)
    {
        var old = PublicKey();
        var place = Directory.CreateTempSubdirectory("cell-").FullName;
        try
        {
            var made = await PoolKeyPair.MakeAsync(folder with { Path = place });
            AtomicFolder.Replace(folder.Path, new Dictionary<string, byte[]>
            {
                [Path.GetFileName(OldKey)] = File.ReadAllBytes(folder.PoolKey),
                [Path.GetFileName(OldKey) + ".pub"] = File.ReadAllBytes(folder.PoolKey + ".pub"),
                [Path.GetFileName(folder.PoolKey)] = File.ReadAllBytes(Path.Combine(place, Path.GetFileName(folder.PoolKey))),
                [Path.GetFileName(folder.PoolKey) + ".pub"] = Encoding.ASCII.GetBytes(made + "\n"),
                [Path.GetFileName(folder.Draft)] = Encoding.UTF8.GetBytes(PoolKeysDraft.With(draft, made, old)),
            });
        }
        finally
        {
            Directory.Delete(place, recursive: true);
        }

        Console.WriteLine("Made a new pool key.");
    }

    private async Task<IReadOnlyList<string>> RekeyAsync(PoolGenes pool, CancellationToken cancellation)
    {
        var missed = new List<string>();
        await Parallel.ForEachAsync(
            pool.Machines.Where(machine => !machine.Founder),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
            async (machine, token) =>
            {
                var (done, news) = await RekeyAsync(machine, token);
                lock (missed)
                {
                    Console.WriteLine($"{machine.Host}: {news}");
                    if (!done)
                    {
                        missed.Add(machine.Host);
                    }
                }
            });
        foreach (var host in missed)
        {
            await KnownCells.TaintAsync(folder, host, "It still has the old pool key: `cell pool rotate` again, or `cell pool add " + host + "`, repairs it.", cancellation);
        }

        return missed;
    }

    private async Task<(bool Done, string News)> RekeyAsync(PoolMachine machine, CancellationToken cancellation)
    {
        var power = new MachinePower(() => OperatorSecrets.Signed(folder).Of(Role.Health)?.Values ?? new Dictionary<string, string>(), TimeProvider.System);
        var woken = machine.Power is not null && !await power.IsOnAsync(machine, cancellation);
        if (woken && await power.WakeAsync(machine, machine.Power!.Boot, cancellation) is { } trouble) // not null: asked just before
        {
            return (false, $"NOT REACHED: {trouble}");
        }

        var ssh = PoolSsh.Of(machine, access);
        var result = await ssh.RunAsync(Preparation.Rekey(machine.User, PublicKey()));
        if (result.Code == Preparation.Occupied)
        {
            return (true, "a cell lives there; when it ends its guard puts the new key's line in.");
        }

        if (!result.Good)
        {
            return (false, $"NOT REACHED: {PoolSsh.Failure(ssh, result).Message}");
        }

        using var key = new PrivateKeyFile(folder.PoolKey);
        var sight = await StemLook.AtAsync(machine, key, TimeProvider.System, cancellation);
        var slept = woken ? await SleepAsync(machine, power, ssh, cancellation) : "";
        return sight.Greeting is null ? (false, $"NOT REACHED: {sight.Detail}") : (true, $"lets the new key in and the old one no more.{slept}");
    }

    // As it was before: the operator's own access can do what its guard would.
    private static async Task<string> SleepAsync(PoolMachine machine, MachinePower power, OperatorSsh ssh, CancellationToken cancellation)
    {
        switch (machine.Power?.Sleep)
        {
            case SleepWay.Command:
                return await power.SleepAsync(machine, cancellation) is { } trouble ? $" {trouble}" : " It sleeps again.";
            case SleepWay.Poweroff:
                await ssh.RunAsync("systemctl poweroff");
                return " It is switched off again.";
            default:
                return " It was switched on for this, and stays on.";
        }
    }

    private async Task<ExitCode> EndAsync(PoolGenes pool, IReadOnlyList<string> missed, CancellationToken cancellation)
    {
        if (pool.Keys.Count > 1)
        {
            AtomicFile.Write(folder.Draft, Encoding.UTF8.GetBytes(PoolKeysDraft.With(File.ReadAllText(folder.Draft), PublicKey())), AtomicFile.Private);
        }

        var pushed = await GenomePush.RunAsync(folder, root, dry: false, cancellation);
        if (pushed == ExitCode.Refused)
        {
            return pushed;
        }

        File.Delete(OldKey + ".pub");
        File.Delete(OldKey);
        Console.WriteLine(missed.Count == 0
            ? "The old pool key is given up."
            : $"The old pool key is given up. These machines still let it in, and no cell will be born on them: {string.Join(", ", missed)}. `cell pool add HOST` repairs one, `cell pool remove HOST --unreachable` forgets it.");
        return pushed;
    }

    private string PublicKey() => File.ReadAllText(folder.PoolKey + ".pub").Trim();
}
