using NUnit.Framework;

namespace Cell.Pages;

internal sealed class IndexLagTests
{
    [TestCase(0, true, true, false)]
    [TestCase(600, true, true, false)]
    [TestCase(601, true, true, true)]
    [TestCase(601, true, false, false)]
    [TestCase(1200, true, false, false)]
    [TestCase(1201, true, false, true)]
    [TestCase(9_999, true, true, true)]
    [TestCase(10_000, true, true, false)]
    [TestCase(400, false, true, false)]
    [TestCase(401, false, true, true)]
    [TestCase(401, false, false, true)]
    [TestCase(10_000, false, false, true)]
    [Category("Invariant 9")]
    public void Is_too_much(long pages, bool isAlone, bool hasAllProcessors, bool isTooMuch) => Assert.That(IndexLag.IsTooMuch(pages, isAlone, hasAllProcessors), Is.EqualTo(isTooMuch));
}
