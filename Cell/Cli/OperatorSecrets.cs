using System.Security.Cryptography;
using Cell.Genome;
using Cell.Identity;

namespace Cell.Cli;

/// <summary>The secrets in the operator's folder: what he wrote, <c>secrets.json</c>, and what he signed, <c>secrets/ROLE.dsse</c>.</summary>
internal static class OperatorSecrets
{
    public static HeldSecrets Signed(OperatorFolder folder)
    {
        var roots = folder.Roots().Select(root => root.PublicKey.ExportSubjectPublicKeyInfo()).ToList();
        return new HeldSecrets(Path.Combine(folder.Path, "secrets"), OrganismId.Of(roots[0]), roots);
    }

    /// <summary>The bundles that are to be signed: all roles whose content changed, with their next versions.</summary>
    /// <exception cref="CommandFailure">secrets.json is not valid, or others may read it.</exception>
    public static IReadOnlyList<SecretBundle> Changed(OperatorFolder folder)
    {
        // A folder that was handed over: its holder has no secrets to sign.
        if (!File.Exists(folder.PoolKey))
        {
            return [];
        }

        var signed = Signed(folder);
        return [.. Next(folder, role => signed.Of(role)?.Version ?? 0).Where(next => signed.Of(next.Role) is not { } held || !held.HoldsTheSameAs(next))];
    }

    /// <summary>For a folder made anew: above what the cells hold, else they would not take it.</summary>
    public static void SignAbove(OperatorFolder folder, IReadOnlyDictionary<Role, int> held, ECDsa root)
    {
        var signed = Signed(folder);
        foreach (var bundle in Next(folder, held.GetValueOrDefault))
        {
            signed.Offer(bundle.Sign(root), [bundle.Role]);
        }
    }

    public static void Sign(OperatorFolder folder, ECDsa root)
    {
        var signed = Signed(folder);
        foreach (var bundle in Changed(folder))
        {
            signed.Offer(bundle.Sign(root), [bundle.Role]);
        }
    }

    private static IEnumerable<SecretBundle> Next(OperatorFolder folder, Func<Role, int> held)
    {
        var organism = folder.Organism.Value;
        var poolKey = File.ReadAllText(folder.PoolKey);
        return Written(folder).Select(pair => new SecretBundle(1, held(pair.Key) + 1, organism, pair.Key, poolKey, pair.Value));
    }

    private static IReadOnlyDictionary<Role, IReadOnlyDictionary<string, string>> Written(OperatorFolder folder)
    {
        var file = Path.Combine(folder.Path, "secrets.json");
        if (!File.Exists(file))
        {
            return SecretsReader.Empty;
        }

        if ((File.GetUnixFileMode(file) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite)) != 0)
        {
            throw new CommandFailure(ExitCode.Refused, $"Others may read {file}: chmod 600 {file}");
        }

        var (values, faults) = SecretsReader.Read(File.ReadAllText(file));
        return faults.Count == 0 ? values : throw new CommandFailure(ExitCode.InvalidGenome, $"{file} is not valid:{string.Concat(faults.Select(fault => $"\n  {fault}"))}");
    }
}
