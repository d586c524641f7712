using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Pages;

internal sealed class LinkTextTests
{
    [Test]
    public void A_text_for_many_targets_says_nothing()
    {
        var page = TestPages.Page("http://a.test/", "", "") with
        {
            Links = [new("http://b.test/1", "here", false), new("http://b.test/2", "Here", false), new("http://b.test/3", "  the \n third ", false), new("http://b.test/4", "paid", true), new("http://a.test/", "self", false), new("http://b.test/5", " ", false)],
        };
        Assert.That(LinkText.Of(page), Is.EqualTo(new[] { new LinkText(PageId.Of("http://b.test/3"), "the third") }));
    }

    [Test]
    public void What_is_written_is_read_again()
    {
        LinkText[] links = [new("00ff", "the third"), new("0100", "VACUUM (SQL)")];
        Assert.That(LinkText.Read(LinkText.Written(links)), Is.EqualTo(links));
        Assert.That(LinkText.Read(""), Is.Empty);
    }
}
