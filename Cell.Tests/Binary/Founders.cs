using Cell.Genome;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Binary;

/// <summary>Three processes on one box, one role each: one organism.</summary>
internal sealed class Founders : IAsyncDisposable
{
    public static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);
    private static readonly string[] Roles = ["api", "crawler", "health"];
    private readonly Dictionary<string, CellProcess> processes = [];

    private Founders(Habitat habitat) => Habitat = habitat;

    public Habitat Habitat { get; }

    public CellProcess this[string role] => processes[role];

    public static async Task<Founders> StartAsync()
    {
        var founders = new Founders(await Habitat.WithOrganismAsync(null));
        foreach (var role in Roles)
        {
            founders.Start(role);
        }

        await founders.AliveAsync(Roles);
        return founders;
    }

    public CellProcess Start(string role) => processes[role] = Habitat.Launch(PublishedBinary.Path, "start", "--role", role, "--data", Habitat.At(role));

    public Task<StatusAnswer> StatusAsync() => Habitat.StatusAsync(Habitat.At("health"));

    public async Task<RosterEntry> EntryAsync(string role)
    {
        var status = await StatusAsync();
        return status.Roster.Cells.Last(entry => entry.Facts.Roles.Contains(Enum.Parse<Role>(role, ignoreCase: true)));
    }

    /// <summary>Until these roles and no others are alive on the health cell's roster.</summary>
    public Task AliveAsync(params string[] roles) => Eventually.IsTrueAsync($"{string.Join('+', roles)} alive and nobody else", Soon, async () =>
    {
        var asked = await Habitat.RunAsync("status", "--json", "--data", Habitat.At("health"));
        return asked.Out.Length > 0 && Habitat.Read(asked).Roster.Cells.Where(entry => entry.State == CellState.Alive)
            .SelectMany(entry => entry.Facts.Roles).Select(role => role.ToString().ToLowerInvariant()).Order(StringComparer.Ordinal).SequenceEqual(roles.Order(StringComparer.Ordinal));
    });

    /// <summary>Another operator's base with the same folder in it, as it is now.</summary>
    public string CopyOperator(string name)
    {
        var copy = Habitat.At(name);
        CopyFolder(Habitat.Operator.Path, Path.Combine(copy, Path.GetFileName(Habitat.Operator.Path)));
        return copy;
    }

    public static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from).Where(file => Path.GetFileName(file) is not ("lock" or "control.sock")))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)), overwrite: true);
        }

        foreach (var folder in Directory.GetDirectories(from))
        {
            CopyFolder(folder, Path.Combine(to, Path.GetFileName(folder)));
        }
    }

    public async ValueTask DisposeAsync() => await Habitat.DisposeAsync();
}
