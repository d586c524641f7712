using System.Security.Cryptography;
using System.Text;
using Cell.Genome;
using Cell.Identity;
using Cell.Storage;
using Cell.Tissue;

namespace Cell.Cli;

/// <summary>Makes an operator's folder from the recovery root and what one living cell holds; what she says counts only as far as a root has signed it.</summary>
internal static class Recovery
{
    private const int DefaultPort = 7071;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>"https://host:port" of HOST[:PORT].</summary>
    /// <exception cref="CommandFailure">It is no host and port.</exception>
    public static string Tissue(string text)
    {
        var bare = text.Count(letter => letter == ':') > 1 && !text.StartsWith('[') ? $"[{text}]" : text;
        return Uri.TryCreate($"https://{bare}", UriKind.Absolute, out var uri) && uri.Host.Length > 0 && uri.PathAndQuery == "/" && uri.UserInfo.Length == 0
            ? $"https://{uri.Host}:{(bare.EndsWith($":{uri.Port}", StringComparison.Ordinal) ? uri.Port : DefaultPort)}"
            : throw new CommandFailure(ExitCode.Usage, $"'{text}' is no HOST or HOST:PORT.");
    }

    public static async Task RunAsync(string file, string tissue, RootAccess access, CancellationToken cancellation)
    {
        if (!File.Exists(file))
        {
            throw new CommandFailure(ExitCode.Usage, $"{file} is not there.");
        }

        var roots = RecoveryFile.Roots(file);
        var organism = OrganismId.Of(Roots.Spki(roots[0]));
        var made = OperatorFolder.Of(organism);
        if (Path.Exists(made.Path))
        {
            throw new CommandFailure(ExitCode.Refused, $"{made.Path} is there already: nothing needs to be recovered on this box. (To sign with the recovery root: {RootAccess.KeyOption.Name} {file}.)");
        }

        var root = access.Unlock(roots, file, "recover");
        var papers = OperatorPapers.Issue(root, OperatorName.Of(Environment.UserName), TimeProvider.System.GetUtcNow());
        SignedGenome? genome = null;
        await AtomicFolder.MakeAsync(made.Path, async path =>
        {
            var folder = new OperatorFolder(path);
            folder.KeepRoots(roots);
            folder.Keep(papers);
            AtomicFile.Write(folder.Operators, new OperatorRegister([papers.Entry]).ToJson(), AtomicFile.Private);
            (genome, var secrets) = await new LastPapers(tissue, folder.Credentials()).FetchAsync(new DataFolder(path), Patience, cancellation);
            var poolKey = await PoolKeyPair.MakeAsync(folder);
            AtomicFile.Write(folder.Draft, Encoding.UTF8.GetBytes(PoolKeysDraft.With(genome.Draft, poolKey)), AtomicFile.Private);
            OperatorSecrets.SignAbove(folder, secrets, root.Key);
            FounderFiles.KeepGreet(folder.Greet, [tissue]);
        });
        Console.WriteLine($"""
            Your folder of {genome!.Genes.Organism.Name} is made anew: {made.Path} (you are {papers.Entry.Name}, serial {papers.Entry.Serial})
            It has genome version {genome.Version} of {tissue}; its cell.json names a new pool key, for the lost one may be in other hands.
            No root key is in it: {RootAccess.KeyOption.Name} {file} signs. If there was a secrets.json, write it again first. Next, each with that option:
              cell genome push     hands the organism the new pool key; cells bear again when they hold it
              cell pool add HOST   once for every blank machine: it takes the new key
              cell renew --all     certificates that the recovery root signed
              cell revoke          the working root, and the operator certificates that were lost with it
            """); // filled by the making
    }
}
