using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
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

    /// <summary>Tissue addresses of the health cells that root bore elsewhere.</summary>
    public string Greet => At("greet.json");

    public string Journal => At("journal.db");

    /// <summary>The folders of all organisms of this operator, by name.</summary>
    public static IReadOnlyList<OperatorFolder> All() => Directory.Exists(Base()) ? [.. Directory.GetDirectories(Base()).Order(StringComparer.Ordinal).Select(path => new OperatorFolder(path))] : [];

    public static OperatorFolder Of(OrganismId organism) => new(System.IO.Path.Combine(Base(), organism.Value));

    public bool HasRoot => File.Exists(At("root.key"));

    /// <summary>Writes roots, operator certificate and keys; the recovery root is to be taken offline by the operator.</summary>
    public static OperatorFolder Create(DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var recoveryKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var operatorKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var organism = OrganismId.Of(key.ExportSubjectPublicKeyInfo());
        var root = new Signer(Issuer.Root(key, organism.Value, now), key, []);
        var folder = Of(organism);
        Directory.CreateDirectory(Base(), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.CreateDirectory(folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        folder.Keep("root", root.Certificate, key);
        folder.Keep("recovery", Issuer.Root(recoveryKey, $"{organism} recovery", now), recoveryKey);
        folder.Keep("operator", Issuer.Operator(root, new PublicKey(operatorKey), Environment.UserName, now), operatorKey);
        return folder;
    }

    /// <summary>Both roots' certificates, working root first.</summary>
    public IReadOnlyList<X509Certificate2> Roots() => [Certificate("root"), Certificate("recovery")];

    /// <exception cref="IOException">The root key is not here.</exception>
    public Signer UnlockRoot()
    {
        var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(At("root.key")));
        return new Signer(Certificate("root"), key, []);
    }

    /// <summary>What the operator shows to cells.</summary>
    public CellCredentials Credentials()
    {
        var roots = Roots();
        var certificate = Certificate("operator");
        var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(At("operator.key")));
        var organism = OrganismId.Of(roots[0].PublicKey.ExportSubjectPublicKeyInfo());
        var name = certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
        return new CellCredentials(new CellIdentity(null, name, organism, "", 0, [], 0, certificate.SerialNumber, new DateTimeOffset(certificate.NotAfter.ToUniversalTime(), TimeSpan.Zero)), key, [certificate], roots);
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

    private X509Certificate2 Certificate(string name) => X509CertificateLoader.LoadCertificateFromFile(At($"{name}.pem"));

    private void Keep(string name, X509Certificate2 certificate, ECDsa key)
    {
        AtomicFile.Write(At($"{name}.key"), System.Text.Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem()), AtomicFile.Private);
        AtomicFile.Write(At($"{name}.pem"), System.Text.Encoding.ASCII.GetBytes(certificate.ExportCertificatePem()), AtomicFile.Private);
    }

    private string At(string name) => System.IO.Path.Combine(Path, name);
}
