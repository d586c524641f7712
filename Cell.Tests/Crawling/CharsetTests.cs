using System.Text;
using CsCheck;
using NUnit.Framework;

namespace Cell.Crawling;

internal sealed class CharsetTests
{
    [Test]
    public void A_byte_order_mark_outweighs_everything()
    {
        Assert.That(Text([0xef, 0xbb, 0xbf, .. "ü"u8], "text/html; charset=iso-8859-1"), Is.EqualTo("ü"));
        Assert.That(Text([0xff, 0xfe, .. Encoding.Unicode.GetBytes("ü")], "text/html; charset=utf-8"), Is.EqualTo("ü"));
        Assert.That(Text([0xfe, 0xff, .. Encoding.BigEndianUnicode.GetBytes("ü")], ""), Is.EqualTo("ü"));
    }

    [TestCase("text/html; charset=windows-1252")]
    [TestCase("text/html;charset=\"ISO-8859-1\"")]
    [TestCase("text/html; charset=latin1")]
    [TestCase("text/html; CHARSET='us-ascii'")]
    public void Latin_1_means_windows_1252(string header) => Assert.That(Text([0x80, 0xfc], header), Is.EqualTo("€ü"));

    [TestCase("shift_jis", new byte[] { 0x83, 0x65 }, "テ")]
    [TestCase("gb18030", new byte[] { 0xd6, 0xd0 }, "中")]
    [TestCase("koi8-r", new byte[] { 0xc6 }, "ф")]
    public void The_header_names_other_encodings(string name, byte[] body, string text) => Assert.That(Text(body, $"text/html; charset={name}"), Is.EqualTo(text));

    [TestCase("<meta charset=windows-1252>")]
    [TestCase("<META http-equiv='Content-Type' content='text/html; charset=windows-1252'>")]
    public void A_meta_in_the_first_kilobyte_counts_without_a_header(string meta) =>
        Assert.That(Text([.. Encoding.ASCII.GetBytes(meta), 0xfc], "text/html"), Is.EqualTo(meta + "ü"));

    [Test]
    public void A_meta_after_the_first_kilobyte_does_not() =>
        Assert.That(Text([.. Encoding.ASCII.GetBytes(new string(' ', 1024) + "<meta charset=koi8-r>"), 0xfc], ""), Does.EndWith("ü"));

    [TestCase("<!-- <meta charset=koi8-r> -->")]
    [TestCase("<!-- <meta charset=koi8-r>")]
    [TestCase("<metadata charset=koi8-r>")]
    public void What_is_no_meta_does_not(string html) => Assert.That(Text([.. Encoding.ASCII.GetBytes(html), .. "grün"u8], ""), Does.EndWith("grün"));

    [Test]
    public void An_XML_declaration_counts_without_a_meta()
    {
        Assert.That(Text([.. "<?xml version='1.0' encoding='koi8-r'?>"u8, 0xc6], ""), Does.EndWith("ф"));
        Assert.That(Text([.. "<?xml version='1.0' encoding='koi8-r'?><meta charset=windows-1251>"u8, 0xf4], ""), Does.EndWith("ф"));
    }

    [Test]
    public void A_meta_cannot_mean_UTF_16() => Assert.That(Text([.. "<meta charset=utf-16>ü"u8], ""), Does.EndWith("ü"));

    [Test]
    public void Without_a_name_it_is_UTF_8_if_it_is_and_else_windows_1252()
    {
        Assert.That(Text([.. "grün"u8], ""), Is.EqualTo("grün"));
        Assert.That(Text([(byte)'g', (byte)'r', 0xfc, (byte)'n'], ""), Is.EqualTo("grün"));
    }

    [TestCase("windows-1251", "Сегодня хорошая погода, и мы пошли гулять в парк вместе с друзьями. Потом был чай с вареньем и долгий разговор.")]
    [TestCase("koi8-r", "Сегодня хорошая погода, и мы пошли гулять в парк вместе с друзьями. Потом был чай с вареньем и долгий разговор.")]
    [TestCase("shift_jis", "今日はとても良い天気なので、友達と一緒に公園へ散歩に行きました。その後でお茶を飲みながら長い話をしました。")]
    [TestCase("euc-jp", "今日はとても良い天気なので、友達と一緒に公園へ散歩に行きました。その後でお茶を飲みながら長い話をしました。")]
    [TestCase("gb18030", "今天天气很好，我们和朋友一起去公园散步。后来我们喝了茶，聊了很长时间，大家都很高兴。")]
    [TestCase("big5", "今天天氣很好，我們和朋友一起去公園散步。後來我們喝了茶，聊了很長時間，大家都很高興。")]
    [TestCase("euc-kr", "오늘은 날씨가 아주 좋아서 친구들과 함께 공원에 산책하러 갔습니다. 그 후에 차를 마시며 긴 이야기를 나누었습니다.")]
    [TestCase("utf-16le", "<p>plain text without a mark")]
    [TestCase("utf-16be", "<p>plain text without a mark")]
    public void Bytes_without_any_name_are_read_by_what_they_look_like(string name, string text)
    {
        _ = Text([], "");
        Assert.That(Text(Encoding.GetEncoding(name).GetBytes(text), "text/html"), Is.EqualTo(text));
    }

    [Test]
    public void The_name_of_the_encoding_is_told() =>
        Assert.That(new[] { Charset.Decode([.. "ü"u8], "").Name, Charset.Decode([0xfc], "text/html; charset=latin1").Name }, Is.EqualTo(new[] { "utf-8", "windows-1252" }));

    [TestCase("utf-7")]
    [TestCase("x-unknown")]
    [TestCase("..")]
    [TestCase("utf-16")]
    [Category("Invariant 11")]
    public void A_name_that_means_nothing_here_is_as_none(string name) => Assert.That(Text([.. "grün"u8], $"text/html; charset={name}"), Is.EqualTo("grün"));

    [Test, Category("Invariant 11")]
    public void Any_bytes_under_any_name_are_text()
    {
        var names = Encoding.GetEncodings().Select(known => known.Name).Append("utf-7").Append("x-user-defined").Append("iso-2022-jp").Append("iso-2022-cn").Append("hz-gb-2312").ToArray();
        Gen.Select(Gen.Byte.Array[0, 200], Gen.Int[0, names.Length - 1]).Sample((body, at) => Text(body, $"charset={names[at]}").Length >= 0, iter: 1000);
    }

    private static string Text(byte[] body, string contentType) => Charset.Decode(body, contentType).Text;
}
