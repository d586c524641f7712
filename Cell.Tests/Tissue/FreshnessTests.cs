using NUnit.Framework;

namespace Cell.Tissue;

internal sealed class FreshnessTests
{
    [TestCase(null, "No health cell has accepted this cell yet")]
    [TestCase(10, null)]
    [TestCase(11, "a cell that is cut off never divides")]
    [TestCase(601, "The revocation list was last compared with a health cell 10 min ago")]
    public void A_cell_cut_off_never_divides(int? seconds, string? bar) =>
        Assert.That(Freshness.BarsBearing(seconds is { } known ? TimeSpan.FromSeconds(known) : null), bar is null ? Is.Null : Does.Contain(bar));

    [TestCase(0, null, false)]
    [TestCase(0, 6000, false)]
    [TestCase(1, null, true)]
    [TestCase(1, 600, false)]
    [TestCase(2, 601, true)]
    public void A_keeper_with_colleagues_signs_by_a_fresh_list_only(int others, int? seconds, bool bars) =>
        Assert.That(Freshness.BarsSigning(others, seconds is { } known ? TimeSpan.FromSeconds(known) : null) is not null, Is.EqualTo(bars));
}
