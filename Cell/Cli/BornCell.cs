using Cell.Genome;
using Cell.Identity;
using Cell.Mitosis;
using Cell.Storage;
using Cell.Tissue;

namespace Cell.Cli;

/// <summary>The start of a cell that was born, from what the implant left in its data folder.</summary>
internal static class BornCell
{
    public static BirthFacts? FactsOf(DataFolder data) => BirthFacts.Read(AtomicFile.ReadIfThere(data.BirthFacts));

    // Longer than the guard needs to stop it: its mark lies in the runtime folder, which goes with the process.
    private static readonly TimeSpan GuardPatience = TimeSpan.FromSeconds(20);

    /// <summary>Ordered to die: asks the guard to make the machine blank, and waits to be stopped by it.</summary>
    public static async Task<ExitCode> EndAsync(HostSettings settings)
    {
        Console.WriteLine($"This cell ends: {settings.Papers.Brake.Now}.");
        new GuardMarks(settings.Data, TimeProvider.System).Die();
        await Task.Delay(GuardPatience, TimeProvider.System, CancellationToken.None);
        return ExitCode.Done;
    }

    public static HostSettings Settings(DataFolder data, CellCredentials credentials, Papers papers, BirthFacts birth)
    {
        if (birth.Store is { } store)
        {
            data.KeepStoreOfBirth(store);
        }

        var machine = papers.Genome.Genes.Pool.Machines.First(entry => entry.Host == credentials.Identity.Machine);
        var tissue = $"https://{Addresses.Of(machine)}:{birth.Tissue}";
        var facts = SelfFacts.Of(credentials, machine, birth.Public, tissue, birth.Mother, birth.Birth);
        return new HostSettings(data, new CellSelf(new LivingIdentity(new IdentityFolder(data.Identity), credentials), facts), papers, birth.Public, birth.Tissue, () => birth.Greet);
    }
}
