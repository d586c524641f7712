using System.Globalization;
using NUnit.Framework;

namespace Cell.Identity;

internal sealed class RefusalLinesTests
{
    private static readonly Refusal Stranger = new(null, "no certificate was shown", "");
    private static readonly Refusal Stolen = new(null, "it speaks from elsewhere", "stolen");

    [Test, Category("Invariant 12")]
    public void Strangers_get_one_line_in_ten_seconds_together()
    {
        var clock = new TestClock();
        var lines = new RefusalLines(clock);
        Assert.That(lines.MayTell(Stranger), Is.True);
        Assert.That(lines.MayTell(Stranger with { Reason = "another" }), Is.False);
        clock.Advance(TimeSpan.FromSeconds(10.1));
        Assert.That(lines.MayTell(Stranger), Is.True);
    }

    [Test]
    public void No_stranger_hides_a_stolen_certificate()
    {
        var lines = new RefusalLines(new TestClock());
        lines.MayTell(Stranger);
        Assert.That(lines.MayTell(Stolen), Is.True);
        Assert.That(lines.MayTell(Stolen), Is.False);
        Assert.That(lines.MayTell(Stolen with { Known = "another" }), Is.True);
    }

    [Test]
    public void Names_beyond_count_share_the_strangers_line()
    {
        var lines = new RefusalLines(new TestClock());
        Assert.That(Enumerable.Range(0, 5000).Count(name => lines.MayTell(Stolen with { Known = name.ToString(CultureInfo.InvariantCulture) })), Is.EqualTo(1001));
    }
}
