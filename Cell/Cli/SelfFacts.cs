using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;

namespace Cell.Cli;

/// <summary>What a cell says about itself in heartbeats.</summary>
internal static class SelfFacts
{
    public static CellFacts Of(CellCredentials credentials, PoolMachine machine, int publicPort, string tissue, CellId? mother, string birth)
    {
        var identity = credentials.Identity;
        var clients = machine.Public?.ToString().TrimEnd('/') ?? $"http://{Addresses.Of(machine)}:{publicPort}";
        return new CellFacts(
            identity.Roles, identity.Machine, identity.Slot, mother, identity.Generation, birth, identity.Serial, clients, tissue, TimeProvider.System.GetUtcNow(), identity.Ends);
    }
}
