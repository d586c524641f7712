using Cell.Genome;
using Cell.Identity;
using Cell.Storage;
using Cell.Tissue;

namespace Cell.Cli;

/// <summary>The start of a cell that was born, from what the implant left in its data folder.</summary>
internal static class BornCell
{
    public static BirthFacts? FactsOf(DataFolder data) => BirthFacts.Read(AtomicFile.ReadIfThere(data.BirthFacts));

    public static HostSettings Settings(DataFolder data, CellCredentials credentials, Papers papers, BirthFacts birth)
    {
        var machine = papers.Genome.Genes.Pool.Machines.First(entry => entry.Host == credentials.Identity.Machine);
        var tissue = $"https://{Addresses.Of(machine)}:{birth.Tissue}";
        var facts = SelfFacts.Of(credentials, machine, birth.Public, tissue, birth.Mother, birth.Birth);
        return new HostSettings(data, new CellSelf(new LivingIdentity(new IdentityFolder(data.Identity), credentials), facts), papers, birth.Public, birth.Tissue, () => birth.Greet);
    }
}
