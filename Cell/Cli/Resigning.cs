using System.Security.Cryptography;
using Cell.Genome;
using Cell.Identity;
using Cell.Storage;

namespace Cell.Cli;

/// <summary>Signs the draft as the next version of the genome.</summary>
internal static class Resigning
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(365);

    /// <summary>With this executable as the one of its architecture.</summary>
    /// <returns>The new version.</returns>
    /// <exception cref="CommandFailure">The draft is not valid, or the root key is not here.</exception>
    public static SignedGenome Sign(OperatorFolder folder, RootAccess access) =>
        Sign(folder, access, (signed, key) => new Dictionary<string, BinaryGene>(signed) { [BinaryGene.Architecture] = Binary(key) });

    /// <summary>With the executables of the version before.</summary>
    /// <returns>The new version.</returns>
    /// <exception cref="CommandFailure">The draft is not valid, or the root key is not here.</exception>
    public static SignedGenome SignDraft(OperatorFolder folder, RootAccess access) => Sign(folder, access, (signed, _) => signed);

    /// <summary>Only the secrets that changed: the genome stays as it is.</summary>
    /// <exception cref="CommandFailure">secrets.json is not valid, or the root key is not here.</exception>
    public static void SignSecrets(OperatorFolder folder, RootAccess access)
    {
        OperatorSecrets.Changed(folder);
        OperatorSecrets.Sign(folder, access.Unlock(folder, "sign secrets").Key);
    }

    private static SignedGenome Sign(OperatorFolder folder, RootAccess access, Func<IReadOnlyDictionary<string, BinaryGene>, ECDsa, IReadOnlyDictionary<string, BinaryGene>> binaries)
    {
        var draft = File.ReadAllText(folder.Draft);
        Organisms.Read(folder.Draft, draft);
        var last = Organisms.Signed(folder);
        OperatorSecrets.Changed(folder); // not valid: nothing is signed
        var root = access.Unlock(folder, "sign a genome");
        var now = TimeProvider.System.GetUtcNow();
        var payload = new GenomePayload(1, (last?.Version ?? 0) + 1, now, now + Life, Issuer.OrganismOf(root).Value, binaries(last?.Binaries ?? new Dictionary<string, BinaryGene>(), root.Key), draft);
        var envelope = GenomeSigning.Sign(payload, root.Key);
        OperatorSecrets.Sign(folder, root.Key);
        AtomicFile.Write(folder.Genome, envelope, AtomicFile.Private);
        return Organisms.Signed(folder) ?? throw new InvalidOperationException("What was just signed can be read.");
    }

    private static BinaryGene Binary(ECDsa key)
    {
        using var binary = File.OpenRead("/proc/self/exe");
        var hash = Convert.ToHexStringLower(SHA256.HashData(binary));
        binary.Position = 0;
        return new BinaryGene(hash, SshSignature.Sign(binary, key, SshSignature.BinaryNamespace));
    }
}
