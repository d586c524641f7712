using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;

namespace Cell.Cli;

/// <summary>What would be refused by the cells is not signed: each version that is signed takes the next number.</summary>
internal static class BeforeSigning
{
    /// <returns>What the draft changes; empty before the first version.</returns>
    /// <exception cref="CommandFailure">It is not valid, or a living cell stands in the way: named.</exception>
    public static async Task<IReadOnlyList<GenesDifference>> RequireAsync(OperatorFolder folder, string draft, CancellationToken cancellation)
    {
        var genes = Organisms.Read(folder.Draft, draft);
        if (Organisms.Signed(folder) is not { Genes: var signed })
        {
            return [];
        }

        if (KnownCells.Any(folder) && GenesDifference.Unadoptable(signed, genes) is { Length: > 0 } keys)
        {
            throw new CommandFailure(ExitCode.Refused, GenomeAdoption.Unadoptable(keys));
        }

        if (await KnownCells.RosterAsync(folder, cancellation) is { } roster && Uprooting.Of(signed, genes, roster) is { Length: > 0 } uprooted)
        {
            throw new CommandFailure(ExitCode.Refused, uprooted);
        }

        return GenesDifference.Between(signed, genes);
    }
}
