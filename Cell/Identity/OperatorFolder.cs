using System.Security.Cryptography.X509Certificates;
using System.Text;
using Cell.Genome;
using Cell.Storage;

namespace Cell.Identity;

/// <summary>What belongs to the operator alone, one folder an organism: <c>~/.config/cell/ORGANISM/</c>, 0700; CELL_OPERATOR names another base. No command copies the root keys out of it.</summary>
internal sealed record OperatorFolder(string Path)
{
    public const string BaseVariable = "CELL_OPERATOR";

    public string Draft => At("cell.json");
    public string Genome => At("genome.dsse");
    public string Revocations => At("revocations.dsse");
    public string Brake => At("brake.dsse");
    public string PoolKey => At("pool_key");
    public string Founders => At("founders.json");
    public string FoundersLock => At("founders.lock");

    /// <summary>There since an API was founded with it: a later one may find crawlers with leases of that one.</summary>
    public string ApiFounded => At("api.founded");

    /// <summary>Tissue addresses of the health cells that root bore elsewhere.</summary>
    public string Greet => At("greet.json");

    public string Journal => At("journal.db");

    /// <summary>The folders of all organisms of this operator, by name; a hidden one is not whole yet.</summary>
    public static IReadOnlyList<OperatorFolder> All() => Directory.Exists(Base()) ? [.. Directory.GetDirectories(Base()).Where(path => System.IO.Path.GetFileName(path)[0] != '.').Order(StringComparer.Ordinal).Select(path => new OperatorFolder(path))] : [];

    public static OperatorFolder Of(OrganismId organism) => new(System.IO.Path.Combine(Base(), organism.Value));

    public string RootKeyFile => At("root.key");

    /// <summary>Until it is taken offline.</summary>
    public string RecoveryKeyFile => At("recovery.key");

    public string Operators => At("operators.json");

    public OrganismId Organism => OrganismId.Of(Identity.Roots.Spki(Roots()[0]));

    /// <summary>Both roots' certificates, working root first.</summary>
    public IReadOnlyList<X509Certificate2> Roots() => [Certificate("root"), Certificate("recovery")];

    /// <param name="keyFile">Null: the working root's, which lies here.</param>
    /// <param name="passphrase">Asked for only when the key is encrypted.</param>
    /// <exception cref="IOException">The file holds no key that can be read; names it.</exception>
    public RootReading UnlockRoot(string? keyFile, Func<string, Passphrase> passphrase)
    {
        AtomicFolder.Finish(Path);
        return RootKey.Unlock(keyFile ?? RootKeyFile, Roots(), passphrase);
    }

    /// <summary>What the operator shows to cells.</summary>
    public CellCredentials Credentials()
    {
        AtomicFolder.Finish(Path);
        var roots = Roots();
        var certificate = Certificate("operator");
        var key = KeyFile.Read(At("operator.key"), path => throw new IOException($"{path} is encrypted: an operator's own key is not.")) ?? throw new InvalidOperationException("No passphrase was tried.");
        if (RootKey.Certificate(key, [certificate]) is null)
        {
            throw new IOException($"{At("operator.key")} is not the key of {At("operator.pem")}.");
        }

        var entry = OperatorPapers.EntryOf(certificate, certificate.NotBefore.ToUniversalTime());
        return new CellCredentials(new CellIdentity(null, entry.Name, Organism, "", 0, [], 0, entry.Serial, entry.Ends), key, [certificate], roots);
    }

    /// <summary>The register; where there is none yet, with the one certificate that is here.</summary>
    public OperatorRegister Register() => OperatorRegister.Read(Operators) ?? new OperatorRegister([OwnEntry()]);

    /// <summary>Of the certificate that this folder shows to cells.</summary>
    public OperatorEntry OwnEntry()
    {
        AtomicFolder.Finish(Path);
        var certificate = Certificate("operator");
        return OperatorPapers.EntryOf(certificate, certificate.NotBefore.ToUniversalTime());
    }

    /// <summary>Before a certificate leaves: one that nobody has is harmless in the list, one that is in no list is not.</summary>
    public void Enter(OperatorEntry entry) => AtomicFile.Write(Operators, Register().With(entry).ToJson(), AtomicFile.Private);

    /// <summary>Takes a certificate as its own.</summary>
    public void Keep(OperatorPapers papers) => AtomicFolder.Replace(Path, new Dictionary<string, byte[]> { ["operator.key"] = papers.KeyPem, ["operator.pem"] = papers.CertificatePem });

    public void KeepRoots(IReadOnlyList<X509Certificate2> roots)
    {
        AtomicFile.Write(At("root.pem"), Encoding.ASCII.GetBytes(Pem.Text([roots[0]])), AtomicFile.Private);
        AtomicFile.Write(At("recovery.pem"), Encoding.ASCII.GetBytes(Pem.Text([roots[1]])), AtomicFile.Private);
    }

    private static string Base()
    {
        if (Environment.GetEnvironmentVariable(BaseVariable) is { Length: > 0 } named)
        {
            return System.IO.Path.GetFullPath(named);
        }

        var config = Environment.GetEnvironmentVariable("XDG_CONFIG_HOME") is { Length: > 0 } xdg
            ? xdg
            : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".config");
        return System.IO.Path.Combine(config, "cell");
    }

    private X509Certificate2 Certificate(string name) => WholeCertificate.Load(At($"{name}.pem"), File.ReadAllBytes(At($"{name}.pem")));

    private string At(string name) => System.IO.Path.Combine(Path, name);
}
