using NUnit.Framework;

namespace Cell.Binary;

/// <summary>The published executable that the tests of this folder drive.</summary>
[SetUpFixture]
internal sealed class PublishedBinary
{
    public const string Variable = "CELL_BINARY";

    public static string Path => Environment.GetEnvironmentVariable(Variable) ?? "";

    [OneTimeSetUp]
    public void Is_there_or_the_tests_are_skipped()
    {
        if (Path.Length == 0)
        {
            Assert.Ignore($"{Variable} is not set: scripts/build makes the executable, scripts/test sets the variable.");
        }

        Assert.That(Path, Does.Exist, $"{Variable} names an executable");
    }
}
