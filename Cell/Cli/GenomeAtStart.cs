using Cell.Genome;
using Cell.Identity;
using Cell.Storage;
using Cell.Tissue;

namespace Cell.Cli;

/// <summary>The genome that a cell starts by: its own, or on the operator's box the one in his folder when that is newer, or the own one is damaged.</summary>
internal static class GenomeAtStart
{
    /// <exception cref="CommandFailure">There is none to live by: says how to get one.</exception>
    public static LivingGenome Open(LivingGenome genome, DataFolder data, OperatorFolder folder)
    {
        var damage = genome.Open();
        var verdict = AtomicFile.ReadIfThere(folder.Genome) is { } signed ? genome.Offer(signed) : null;
        switch (verdict)
        {
            case GenomeVerdict.Adopted(var adopted) when damage is not null:
                Console.Error.WriteLine($"cell: {data.Genome} was damaged ({damage.TrimEnd('.')}); version {adopted.Version} of {folder.Genome} stands there again.");
                break;
            case GenomeVerdict.Refused(var reason) when damage is null:
                Console.Error.WriteLine($"cell: {folder.Genome} is not adopted: {reason}");
                break;
            case not GenomeVerdict.Adopted when damage is not null:
                throw new CommandFailure(ExitCode.InvalidGenome, $"{data.Genome}: {damage} Copy genome.dsse there from your operator folder or from any other cell of organism {Path.GetFileName(folder.Path)} (it is signed: any good copy will do), then start again.");
        }

        return genome;
    }
}
