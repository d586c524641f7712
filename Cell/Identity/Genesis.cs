using System.Security.Cryptography;
using Cell.Genome;
using Cell.Storage;

namespace Cell.Identity;

/// <summary>The making of an organism: both roots, the operator's certificate, and the folder that holds them.</summary>
internal static class Genesis
{
    /// <param name="passphrase">Encrypts both root keys; null: they lie in the clear.</param>
    /// <param name="complete">Adds the rest, with the working root; the folder appears when it is done.</param>
    public static async Task<OperatorFolder> CreateAsync(DateTimeOffset now, string name, Passphrase? passphrase, Func<OperatorFolder, Signer, Task> complete)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var recoveryKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var organism = OrganismId.Of(key.ExportSubjectPublicKeyInfo());
        var root = new Signer(Issuer.Root(key, organism.Value, now), key, []);
        var recovery = Issuer.Root(recoveryKey, RecoveryFile.NameOf(organism), now);
        var papers = OperatorPapers.Issue(root, name, now);
        var made = OperatorFolder.Of(organism);
        await AtomicFolder.MakeAsync(made.Path, async path =>
        {
            var folder = new OperatorFolder(path);
            AtomicFile.Write(folder.RootKeyFile, KeyFile.Text(key, passphrase), AtomicFile.Private);
            AtomicFile.Write(folder.RecoveryKeyFile, RecoveryFile.Text(recoveryKey, passphrase, [root.Certificate, recovery]), AtomicFile.Private);
            folder.KeepRoots([root.Certificate, recovery]);
            folder.Keep(papers);
            AtomicFile.Write(folder.Operators, new OperatorRegister([papers.Entry]).ToJson(), AtomicFile.Private);
            await complete(folder, root);
        });
        return made;
    }
}
