using Lucene.Net.Codecs;
using NUnit.Framework;

namespace Cell.Pages;

internal sealed class LuceneFormatsTests
{
    private readonly LuceneFormats formats = new();

    // What the index is written in: of a later Lucene.NET this fails first.
    [Test]
    public void Has_what_the_index_is_written_in()
    {
        Assert.That(formats.GetCodec(Codec.Default.Name), Is.Not.Null);
        Assert.That(formats.GetPostingsFormat("Lucene41").Name, Is.EqualTo("Lucene41"));
        Assert.That(formats.GetDocValuesFormat("Lucene45").Name, Is.EqualTo("Lucene45"));
    }

    [Test]
    public void Gives_each_format_once()
    {
        var first = formats.GetCodec("Lucene46");
        Assert.That(formats.GetCodec("Lucene46"), Is.SameAs(first));
    }

    [Test]
    public void A_format_that_it_has_not_is_a_fault_of_the_index()
    {
        Assert.That(() => formats.GetCodec("Lucene40"), Throws.InstanceOf<IOException>().With.Message.EqualTo("This executable has no codec \"Lucene40\"."));
        Assert.That(() => formats.GetPostingsFormat("Memory"), Throws.InstanceOf<IOException>().With.Message.Contains("postings format \"Memory\""));
        Assert.That(() => formats.GetDocValuesFormat("Disk"), Throws.InstanceOf<IOException>().With.Message.Contains("format of values \"Disk\""));
    }
}
