using System.Reflection;
using System.Text.RegularExpressions;
using NUnit.Framework;

namespace Cell;

/// <summary>docs/threat-model.md claims nothing that no test shows.</summary>
internal sealed partial class ThreatModelTests
{
    [Test]
    public void Every_test_that_the_threat_model_names_exists()
    {
        var known = typeof(ThreatModelTests).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Select(method => $"{type.Name}.{method.Name}"))
            .ToHashSet(StringComparer.Ordinal);
        var named = Named().Matches(File.ReadAllText(Path.Combine(Repository.Top, "docs", "threat-model.md"))).Select(match => match.Groups[1].Value).ToList();
        Assert.That(named, Is.Not.Empty);
        Assert.That(named.Where(name => !known.Contains(name)), Is.Empty);
    }

    [GeneratedRegex("`([A-Za-z]+Tests\\.[A-Za-z0-9_]+)`")]
    private static partial Regex Named();
}
