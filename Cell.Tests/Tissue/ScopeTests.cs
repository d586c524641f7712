using NUnit.Framework;

namespace Cell.Tissue;

internal sealed class ScopeTests
{
    [TestCase("http://a.test/docs/index.html", "http://a.test/docs/")]
    [TestCase("http://a.test/", "http://a.test/")]
    [TestCase("http://a.test/docs/page?next=/x/y", "http://a.test/docs/")]
    public void Reaches_up_to_the_last_slash_of_the_seeds_path(string seed, string prefix) =>
        Assert.That(Scope.Of(seed).Prefix, Is.EqualTo(prefix));

    [Test]
    public void Never_ascends_to_the_parent()
    {
        var scope = Scope.Of("http://a.test/docs/index.html");
        Assert.That(scope.Holds("http://a.test/docs/deep/page.html"), Is.True);
        Assert.That(scope.Holds("http://a.test/other.html"), Is.False);
        Assert.That(scope.Holds("https://a.test/docs/"), Is.False);
    }
}
