using System.Text;
using CsCheck;
using NUnit.Framework;

namespace Cell.Crawling;

internal sealed class CharsetTests
{
    [Test]
    public void A_byte_order_mark_outweighs_everything()
    {
        Assert.That(Charset.Decode([0xef, 0xbb, 0xbf, .. "ü"u8], "text/html; charset=iso-8859-1"), Is.EqualTo("ü"));
        Assert.That(Charset.Decode([0xff, 0xfe, .. Encoding.Unicode.GetBytes("ü")], "text/html; charset=utf-8"), Is.EqualTo("ü"));
        Assert.That(Charset.Decode([0xfe, 0xff, .. Encoding.BigEndianUnicode.GetBytes("ü")], ""), Is.EqualTo("ü"));
    }

    [TestCase("text/html; charset=windows-1252")]
    [TestCase("text/html;charset=\"ISO-8859-1\"")]
    [TestCase("text/html; charset=latin1")]
    [TestCase("text/html; CHARSET='us-ascii'")]
    public void Latin_1_means_windows_1252(string header) => Assert.That(Charset.Decode([0x80, 0xfc], header), Is.EqualTo("€ü"));

    [TestCase("shift_jis", new byte[] { 0x83, 0x65 }, "テ")]
    [TestCase("gb18030", new byte[] { 0xd6, 0xd0 }, "中")]
    [TestCase("koi8-r", new byte[] { 0xc6 }, "ф")]
    public void The_header_names_other_encodings(string name, byte[] body, string text) => Assert.That(Charset.Decode(body, $"text/html; charset={name}"), Is.EqualTo(text));

    [TestCase("<meta charset=windows-1252>")]
    [TestCase("<META http-equiv='Content-Type' content='text/html; charset=windows-1252'>")]
    public void A_meta_in_the_first_kilobyte_counts_without_a_header(string meta) =>
        Assert.That(Charset.Decode([.. Encoding.ASCII.GetBytes(meta), 0xfc], "text/html"), Is.EqualTo(meta + "ü"));

    [Test]
    public void A_meta_after_the_first_kilobyte_does_not() =>
        Assert.That(Charset.Decode([.. Encoding.ASCII.GetBytes(new string(' ', 1024) + "<meta charset=koi8-r>"), 0xfc], ""), Does.EndWith("ü"));

    [Test]
    public void A_meta_cannot_mean_UTF_16() => Assert.That(Charset.Decode([.. "<meta charset=utf-16>ü"u8], ""), Does.EndWith("ü"));

    [Test]
    public void Without_a_name_it_is_UTF_8_if_it_is_and_else_windows_1252()
    {
        Assert.That(Charset.Decode([.. "grün"u8], ""), Is.EqualTo("grün"));
        Assert.That(Charset.Decode([(byte)'g', (byte)'r', 0xfc, (byte)'n'], ""), Is.EqualTo("grün"));
    }

    [TestCase("utf-7")]
    [TestCase("x-unknown")]
    [TestCase("..")]
    [TestCase("utf-16")]
    [Category("Invariant 11")]
    public void A_name_that_means_nothing_here_is_as_none(string name) => Assert.That(Charset.Decode([.. "grün"u8], $"text/html; charset={name}"), Is.EqualTo("grün"));

    [Test, Category("Invariant 11")]
    public void Any_bytes_under_any_name_are_text()
    {
        var names = Encoding.GetEncodings().Select(known => known.Name).Append("utf-7").Append("x-user-defined").Append("iso-2022-jp").Append("iso-2022-cn").Append("hz-gb-2312").ToArray();
        Gen.Select(Gen.Byte.Array[0, 200], Gen.Int[0, names.Length - 1]).Sample((body, at) => Charset.Decode(body, $"charset={names[at]}") is not null, iter: 1000);
    }
}
