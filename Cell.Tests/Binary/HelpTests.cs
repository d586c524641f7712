using System.Text.RegularExpressions;
using NUnit.Framework;

namespace Cell.Binary;

/// <summary>Whatever <c>cell --help</c> names can be asked for help.</summary>
[Category("Binary")]
internal sealed partial class HelpTests
{
    [Test]
    public async Task Every_command_that_help_names_has_its_own_help()
    {
        await using var habitat = new Habitat();
        var asked = await HelpAsync(habitat, []);
        Assert.That(asked, Is.SupersetOf(new[] { "init", "check", "start", "status", "crawl", "search", "read" }));
    }

    /// <returns>The commands below, all of which were asked too.</returns>
    private static async Task<IReadOnlyList<string>> HelpAsync(Habitat habitat, string[] command)
    {
        var ran = await habitat.RunAsync([.. command, "--help"]);
        Assert.That(ran.Code, Is.Zero, $"{string.Join(' ', command)}: {ran.Err}");
        Assert.That(ran.Out, Does.Contain("Description:").And.Contain($"Usage:\n  {string.Join(' ', command.Prepend("cell"))} "));
        var at = ran.Out.IndexOf("\nCommands:\n", StringComparison.Ordinal);
        var below = at < 0 ? [] : Name().Matches(ran.Out[at..]).Select(match => match.Groups[1].Value).ToList();
        foreach (var name in below)
        {
            await HelpAsync(habitat, [.. command, name]);
        }

        return below;
    }

    [GeneratedRegex(@"^  ([a-z]+)\b", RegexOptions.Multiline)]
    private static partial Regex Name();
}
