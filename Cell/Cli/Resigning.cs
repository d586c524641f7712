using System.Security.Cryptography;
using Cell.Genome;
using Cell.Identity;
using Cell.Storage;

namespace Cell.Cli;

/// <summary>Signs the draft and the running executable as the next version of the genome.</summary>
internal static class Resigning
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(365);

    /// <returns>The new version.</returns>
    /// <exception cref="CommandFailure">The draft is not valid, or the root key is not here.</exception>
    public static SignedGenome Sign(OperatorFolder folder, RootAccess access)
    {
        var draft = File.ReadAllText(folder.Draft);
        Organisms.Read(folder.Draft, draft);
        var last = Organisms.Signed(folder);
        var root = access.Unlock(folder, "sign a genome");
        var binaries = new Dictionary<string, BinaryGene>(last?.Binaries ?? new Dictionary<string, BinaryGene>()) { [BinaryGene.Architecture] = Binary(root.Key) };
        var now = TimeProvider.System.GetUtcNow();
        var payload = new GenomePayload(1, (last?.Version ?? 0) + 1, now, now + Life, Issuer.OrganismOf(root).Value, binaries, draft);
        AtomicFile.Write(folder.Genome, GenomeSigning.Sign(payload, root.Key), AtomicFile.Private);
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
