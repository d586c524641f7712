using System.Text.RegularExpressions;
using NUnit.Framework;

namespace Cell;

/// <summary>Imports run one way, also past a level: the design's section 2.</summary>
internal sealed partial class ArchitectureTests
{
    private static readonly string[][] Levels =
    [
        ["Storage"],
        ["Genome"],
        ["Vitals", "Identity"],
        ["Tissue"],
        ["Homeostasis", "Mitosis", "Frontier", "Pages"],
        ["Health", "Api", "Crawling"],
        ["Simulation", "CellHost"],
        ["Cli"],
        ["Program"],
    ];

    // A role never imports another, nor one box of a level its neighbour; the far side of mitosis is its own.
    private static readonly (string From, string To)[] Allowed = [];

    [Test]
    public void Every_folder_has_its_level()
    {
        var folders = Directory.GetDirectories(Source).Select(path => Path.GetFileName(path)).Where(name => name is not ("bin" or "obj"));
        Assert.That(folders, Is.SubsetOf(Levels.SelectMany(level => level)));
    }

    [Test]
    public void Imports_run_downwards_only()
    {
        var offences = Files()
            .SelectMany(file => UsedFeatures(file).Select(used => (file, From: RoomOf(file), To: used)))
            .Where(import => import.From != import.To && LevelOf(import.To) >= LevelOf(import.From) && !Allowed.Contains((import.From, import.To)))
            .Select(import => $"{Path.GetRelativePath(Source, import.file)} imports {import.To}");
        Assert.That(offences, Is.Empty);
    }

    [TestCase("SshClient|SftpClient|ScpClient", "StemSsh.cs")]
    [TestCase("X509Chain|X509ChainPolicy", "ChainPolicies.cs")]
    public void Is_constructed_in_one_file_only(string types, string home)
    {
        var offences = Files().Where(file => Path.GetFileName(file) != home && Regex.IsMatch(Code(file), $@"\bnew\s+({types})\s*[\(\{{]")).Select(Path.GetFileName);
        Assert.That(offences, Is.Empty);
    }

    [Test]
    public void Has_fewer_than_eight_interfaces()
    {
        var interfaces = Files().SelectMany(file => InterfacePattern().Matches(Code(file)).Select(match => match.Groups[1].Value));
        Assert.That(interfaces.Count(), Is.LessThan(8), string.Join(", ", interfaces));
    }

    private static string Source { get; } = Path.Combine(Repository.Top, "Cell");

    private static IEnumerable<string> Files() => Directory.GetFiles(Source, "*.cs", SearchOption.AllDirectories)
        .Where(file => !Path.GetRelativePath(Source, file).StartsWith("obj", StringComparison.Ordinal) && !Path.GetRelativePath(Source, file).StartsWith("bin", StringComparison.Ordinal));

    private static string Code(string file) => CommentPattern().Replace(File.ReadAllText(file), "");

    private static string RoomOf(string file)
    {
        var relative = Path.GetRelativePath(Source, file);
        return relative.Contains('/') ? relative[..relative.IndexOf('/')] : Path.GetFileName(relative).Split('.')[0];
    }

    private static int LevelOf(string room) => Array.FindIndex(Levels, level => level.Contains(room));

    private static IEnumerable<string> UsedFeatures(string file)
    {
        var code = Code(file);
        var spaces = UsingPattern().Matches(code).Select(match => match.Groups[1].Value);
        return (code.Contains("CellHost.", StringComparison.Ordinal) && RoomOf(file) != "CellHost" ? spaces.Append("CellHost") : spaces).Distinct();
    }

    [GeneratedRegex(@"\bCell\.(\w+)(?=[;.\w])")]
    private static partial Regex UsingPattern();

    [GeneratedRegex(@"\binterface\s+(I\w+)")]
    private static partial Regex InterfacePattern();

    [GeneratedRegex(@"//[^\n]*")]
    private static partial Regex CommentPattern();
}
