using System.Security.Cryptography.X509Certificates;
using Cell.Genome;
using Cell.Storage;

namespace Cell.Tissue;

/// <summary>Where a cell keeps what is its own. 0700.</summary>
internal sealed record DataFolder(string Path)
{
    private const string ServiceRuntime = "/run/cell";

    public string Genome => At("genome.dsse");
    public string Revocations => At("revocations.dsse");
    public string Brake => At("brake.dsse");
    public string Identity => At("identity");
    public string ChainFile => System.IO.Path.Combine(Identity, "chain.pem");
    public string Births => At("births.json");
    /// <summary>Which birth of a health cell this one signed last, as an heir.</summary>
    public string SignedBirth => At("signed-birth.json");
    public string Events => At("events.jsonl");
    public string Notices => At("notices.json");
    public string Frontier => At("frontier");
    /// <summary>The file of embedded pages.</summary>
    public string Pages => At("pages.db");

    private string StoreFact => At("store");

    /// <summary>Where this API keeps its pages, when the genome says "postgres": there, but for one that was born with a copy of its own, or has one from
    /// before that was not moved yet.</summary>
    public StoreKind StoreUnder(StoreKind genome) =>
        genome == StoreKind.Embedded ? StoreKind.Embedded
        : AtomicFile.ReadIfThere(StoreFact) is { } fact ? Enum.Parse<StoreKind>(System.Text.Encoding.UTF8.GetString(fact))
        : File.Exists(Pages) ? StoreKind.Embedded
        : StoreKind.Postgres;

    /// <summary>What a mother chose, as long as nothing else was kept.</summary>
    public void KeepStoreOfBirth(StoreKind kind)
    {
        if (!File.Exists(StoreFact))
        {
            KeepStore(kind);
        }
    }

    public void KeepStore(StoreKind kind) => AtomicFile.Write(StoreFact, System.Text.Encoding.UTF8.GetBytes(kind.ToString()), AtomicFile.Private);

    public string FounderFacts => At("founder.json");
    /// <summary>How fast this machine was when it was well.</summary>
    public string Probe => At("probe.json");

    public string BirthFacts => At("birth.json");
    public string Lock => At("lock");
    public string Journal => At("journal.db");

    /// <param name="roots">Who signs them, working root first.</param>
    public HeldSecrets Secrets(IReadOnlyList<X509Certificate2> roots)
    {
        var keys = roots.Select(root => root.PublicKey.ExportSubjectPublicKeyInfo()).ToList();
        return new HeldSecrets(At("secrets"), OrganismId.Of(keys[0]), keys);
    }

    /// <summary>Given by the service manager, so the daemon of a unit has one outside its data.</summary>
    public string Runtime => Environment.GetEnvironmentVariable("RUNTIME_DIRECTORY") is { Length: > 0 } runtime ? runtime : Path;

    public string Socket => System.IO.Path.Combine(Runtime, "control.sock");

    /// <summary>The folder meant when none is named: the system's for root, else the user's (XDG base directories).</summary>
    public static DataFolder Default()
    {
        if (Environment.UserName == "root")
        {
            return new DataFolder("/var/lib/cell");
        }

        var home = Environment.GetEnvironmentVariable("XDG_DATA_HOME") is { Length: > 0 } data
            ? data
            : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "share");
        return new DataFolder(System.IO.Path.Combine(home, "cell"));
    }

    /// <summary>The control socket that a command on this box should speak to: that of the folder, or that of the box's born cell.</summary>
    public string SocketForCommands() =>
        !File.Exists(Socket) && File.Exists($"{ServiceRuntime}/control.sock") ? $"{ServiceRuntime}/control.sock" : Socket;

    private string At(string name) => System.IO.Path.Combine(Path, name);
}
