using System.Globalization;
using Cell.Genome;
using Cell.Identity;
using Cell.Storage;
using Cell.Tissue;

namespace Cell.Cli;

/// <summary>Operator certificates: one's own anew, or another person's with a folder to hand over. The root keys never leave.</summary>
internal static class OperatorAdd
{
    public static void Renew(OperatorFolder folder, string name, RootAccess root)
    {
        var own = folder.OwnEntry();
        if (name != own.Name)
        {
            throw new CommandFailure(ExitCode.Usage, $"{name} is not you (you are {own.Name}): --out FOLDER writes a folder to hand over.");
        }

        var papers = Issue(folder, name, root);
        folder.Keep(papers);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Your certificate is renewed: {name}, serial {papers.Entry.Serial}, valid until {papers.Entry.Ends:yyyy-MM-dd}. The one before, {own.Serial}, ends by itself on {own.Ends:yyyy-MM-dd}."));
    }

    public static async Task HandOverAsync(OperatorFolder folder, string name, string place, RootAccess root)
    {
        if (!OperatorName.IsGood(name))
        {
            throw new CommandFailure(ExitCode.Usage, $"'{name}' is no operator's name: 1 to 40 of a-z, 0-9, '-' and '.'.");
        }

        var target = Path.Combine(place, folder.Organism.Value);
        if (Path.Exists(target))
        {
            throw new CommandFailure(ExitCode.Refused, $"{target} is there already: name another folder.");
        }

        var papers = Issue(folder, name, root);
        await AtomicFolder.MakeAsync(target, path =>
        {
            Fill(folder, new OperatorFolder(path), papers);
            return Task.CompletedTask;
        });
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            {name} may give orders until {papers.Entry.Ends:yyyy-MM-dd} (serial {papers.Entry.Serial}), and sign nothing: no root key is in it.
            The folder:      {target}
            Hand it over:    on {name}'s box it belongs into ~/.config/cell/, or {OperatorFolder.BaseVariable} names the folder above it; then delete it here
            """));
        if (FounderFiles.Greet(new OperatorFolder(target).Greet).Count == 0)
        {
            Console.WriteLine($"No health cell is known here yet: without one {name}'s commands reach nobody. Start one, and hand over another folder then.");
        }
    }

    private static OperatorPapers Issue(OperatorFolder folder, string name, RootAccess root)
    {
        var papers = OperatorPapers.Issue(root.Unlock(folder, "sign an operator's certificate"), name, TimeProvider.System.GetUtcNow());
        folder.Enter(papers.Entry);
        return papers;
    }

    private static void Fill(OperatorFolder from, OperatorFolder to, OperatorPapers papers)
    {
        to.KeepRoots(from.Roots());
        to.Keep(papers);
        AtomicFile.Write(to.Operators, from.Register().ToJson(), AtomicFile.Private);
        foreach (var (own, other) in new[] { (from.Draft, to.Draft), (from.Genome, to.Genome), (from.Revocations, to.Revocations), (from.Brake, to.Brake) })
        {
            if (AtomicFile.ReadIfThere(own) is { } bytes)
            {
                AtomicFile.Write(other, bytes, AtomicFile.Private);
            }
        }

        var founders = FounderFiles.Founders(from.Founders).Where(entry => entry.Roles.Contains(Role.Health)).Select(entry => entry.Tissue);
        FounderFiles.KeepGreet(to.Greet, [.. founders.Concat(FounderFiles.Greet(from.Greet)).Distinct()]);
    }
}
