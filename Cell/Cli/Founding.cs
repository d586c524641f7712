using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cell.Genome;
using Cell.Identity;
using Cell.Storage;
using Cell.Tissue;

namespace Cell.Cli;

/// <summary>What <c>cell start</c> was told.</summary>
internal sealed record FounderWishes(IReadOnlyList<Role> Roles, int? Public, int? Tissue, string? Machine);

/// <summary>Gives a founder cell its identity, signed by the root key of the operator on this box.</summary>
internal static class Founding
{
    private const int Slots = 10;
    private static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LockRetry = TimeSpan.FromMilliseconds(20);

    /// <summary>Writes identity, genome and facts into an empty data folder.</summary>
    public static async Task FoundAsync(DataFolder data, OperatorFolder folder, FounderWishes wishes, RootAccess access)
    {
        // A person may take his time with the passphrase: the others do not wait for him.
        var root = access.Unlock(folder, "found a cell");
        await using var alone = await AloneAsync(folder);
        var genome = Organisms.Signed(folder) ?? throw new CommandFailure(ExitCode.InvalidGenome, $"{folder.Genome} is missing: cell init --resign makes it.");
        var machine = Machine(genome.Genes, wishes.Machine);
        var founders = FounderFiles.Founders(folder.Founders).Where(entry => entry.Data != data.Path && Directory.Exists(entry.Data)).ToList();
        var slot = Enumerable.Range(0, Slots).Except(founders.Select(entry => entry.Slot)).Select(free => (int?)free).FirstOrDefault()
            ?? throw new CommandFailure(ExitCode.Refused, $"This box has {Slots} founder cells already.");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        var facts = new CertificateFacts(machine.Host, slot, wishes.Roles);
        var certificate = Issuer.Founder(root, new PublicKey(key), CellId.New(TimeProvider.System), facts, genome.Genes.Limits.Generations, now);
        var ports = new FounderFacts(1, wishes.Roles, wishes.Public ?? genome.Genes.Listen.Public + (slot * 10), wishes.Tissue ?? genome.Genes.Listen.Tissue + (slot * 10)) { Succeeds = File.Exists(folder.ApiFounded) };
        AtomicFile.Write(data.Genome, File.ReadAllBytes(folder.Genome), AtomicFile.Private);
        OperatorSecrets.Sign(folder, root.Key);
        var secrets = data.Secrets(folder.Roots());
        foreach (var bundle in OperatorSecrets.Signed(folder).For(wishes.Roles))
        {
            secrets.Offer(bundle, wishes.Roles);
        }

        FounderFiles.Keep(data, ports);
        var entry = new FounderEntry(slot, data.Path, wishes.Roles, $"https://{Addresses.Of(machine)}:{ports.Tissue}");
        FounderFiles.Keep(folder.Founders, [.. founders, entry]);
        if (wishes.Roles.Contains(Role.Api))
        {
            AtomicFile.WriteIfOther(folder.ApiFounded, [], AtomicFile.Private);
        }

        new IdentityFolder(data.Identity).Write(key, [certificate], folder.Roots());
    }

    /// <summary>The tissue address of a founder cell may change with its ports: the others greet it where it is now.</summary>
    public static async Task MoveAsync(OperatorFolder folder, DataFolder data, string tissue)
    {
        if (FounderFiles.Founders(folder.Founders).Any(entry => entry.Data == data.Path && entry.Tissue != tissue))
        {
            await using var alone = await AloneAsync(folder);
            FounderFiles.Keep(folder.Founders, [.. FounderFiles.Founders(folder.Founders).Select(entry => entry.Data == data.Path ? entry with { Tissue = tissue } : entry)]);
        }
    }

    // Founders that are started together take slots one after the other.
    private static async Task<FileStream> AloneAsync(OperatorFolder folder)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(folder.FoundersLock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (TimeProvider.System.GetElapsedTime(start) < LockPatience)
            {
                await Task.Delay(LockRetry, TimeProvider.System, CancellationToken.None);
            }
        }
    }

    private static PoolMachine Machine(Genes genes, string? named)
    {
        var founders = genes.Pool.Machines.Where(machine => machine.Founder).ToList();
        return (named, founders) switch
        {
            ({ } host, _) => founders.Find(machine => machine.Host == host)
                ?? throw new CommandFailure(ExitCode.Refused, $"{host} is not a founder machine of the signed pool. Those are: {string.Join(", ", founders.Select(machine => machine.Host))}."),
            (null, [var only]) => only,
            (null, []) => throw new CommandFailure(ExitCode.Refused, "The signed pool has no machine with \"founder\": true: this box needs an entry."),
            _ => throw new CommandFailure(ExitCode.Usage, $"Say which machine this is with --machine: {string.Join(", ", founders.Select(machine => machine.Host))}."),
        };
    }
}
