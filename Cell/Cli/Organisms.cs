using Cell.Genome;
using Cell.Identity;
using Cell.Storage;

namespace Cell.Cli;

/// <summary>Finds the operator's folder that a command means.</summary>
internal static class Organisms
{
    /// <exception cref="CommandFailure">There is none, or more than one.</exception>
    public static OperatorFolder Only() => OperatorFolder.All() switch
    {
        [var only] => only,
        [] => throw new CommandFailure(ExitCode.Refused, $"There is no organism of yours here: `cell init NAME` makes one. ({OperatorFolder.BaseVariable} names another folder.)"),
        var several => throw new CommandFailure(ExitCode.Usage, $"There are {several.Count} organisms here; set {OperatorFolder.BaseVariable} to a folder with one: {string.Join(", ", several.Select(folder => folder.Path))}"),
    };

    /// <exception cref="CommandFailure">Names every fault.</exception>
    public static Genes Read(string path, string text)
    {
        var read = GenesReader.Read(text);
        return read.Genes ?? throw new CommandFailure(ExitCode.InvalidGenome, $"{path} is not valid:{string.Concat(read.Faults.Select(fault => $"\n  {fault}"))}");
    }

    /// <summary>The last signed genome, null before the first.</summary>
    public static SignedGenome? Signed(OperatorFolder folder)
    {
        if (AtomicFile.ReadIfThere(folder.Genome) is not { } envelope)
        {
            return null;
        }

        var roots = folder.Roots().Select(root => root.PublicKey.ExportSubjectPublicKeyInfo()).ToList();
        return GenomeAdoption.Judge(null, envelope, OrganismId.Of(roots[0]), roots, TimeProvider.System.GetUtcNow()) switch
        {
            GenomeVerdict.Adopted(var genome) => genome,
            GenomeVerdict.Refused(var reason) => throw new CommandFailure(ExitCode.InvalidGenome, $"{folder.Genome}: {reason}"),
            _ => null,
        };
    }

    /// <summary>The operator's own copy of the revocation list.</summary>
    public static LivingRevocations Revocations(OperatorFolder folder)
    {
        var roots = folder.Roots();
        var revocations = new LivingRevocations(folder.Revocations, OrganismId.Of(Roots.Spki(roots[0])), roots, TimeProvider.System);
        revocations.Open();
        return revocations;
    }

    /// <summary>What a command judges peers by.</summary>
    public static LineageRules Rules(OperatorFolder folder)
    {
        var genome = Signed(folder) ?? throw new CommandFailure(ExitCode.InvalidGenome, $"{folder.Genome} is missing: cell init --resign makes it.");
        return new LineageRules(genome.Organism, folder.Roots(), genome.Genes, Revocations(folder).Now, TimeProvider.System.GetUtcNow(), null, _ => true);
    }
}
