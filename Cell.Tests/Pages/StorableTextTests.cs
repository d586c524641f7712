using NUnit.Framework;

namespace Cell.Pages;

internal sealed class StorableTextTests
{
    // An attribute's text cannot hold half a pair.
    private static readonly string[][] Cases =
    [
        ["", ""],
        ["plain \u00E9 \u6F22 \U0001F600", "plain \u00E9 \u6F22 \U0001F600"],
        ["a\0b", "a\uFFFDb"],
        ["\uD800", "\uFFFD"],
        ["a\uDC00b\U0001F600\uD83D", "a\uFFFDb\U0001F600\uFFFD"],
    ];

    [Test]
    public void Takes_out_what_PostgreSQL_refuses_and_nothing_else() =>
        Assert.That(Cases.Select(pair => StorableText.Of(pair[0])), Is.EqualTo(Cases.Select(pair => pair[1])));
}
