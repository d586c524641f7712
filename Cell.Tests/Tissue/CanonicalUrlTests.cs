using CsCheck;
using NUnit.Framework;

namespace Cell.Tissue;

internal sealed class CanonicalUrlTests
{
    private const string Base = "http://a.test/docs/page.html?q=1";

    [TestCase("http://a.test", "http://a.test/")]
    [TestCase("HTTP://A.Test/Docs", "http://a.test/Docs")]
    [TestCase("http://a.test/x#part", "http://a.test/x")]
    [TestCase("http://a.test/x?", "http://a.test/x?")]
    [TestCase("http://a.test/x?b=2&a=1", "http://a.test/x?b=2&a=1")]
    [TestCase("http://a.test:80/", "http://a.test/")]
    [TestCase("https://a.test:443/", "https://a.test/")]
    [TestCase("http://a.test:443/", "http://a.test:443/")]
    [TestCase("http://a.test:8080/", "http://a.test:8080/")]
    [TestCase("http://a.test:/", "http://a.test/")]
    [TestCase("http://a.test:00080/", "http://a.test/")]
    [TestCase("http:\\\\a.test\\x\\y", "http://a.test/x/y")]
    [TestCase("http://a.test/a/./b/../c", "http://a.test/a/c")]
    [TestCase("http://a.test/../../x", "http://a.test/x")]
    [TestCase("http://a.test/a/%2e%2E/b", "http://a.test/b")]
    [TestCase("http://a.test/a//b", "http://a.test/a//b")]
    [TestCase("http://a.test/a b", "http://a.test/a%20b")]
    [TestCase("http://a.test/%7e/%41", "http://a.test/%7e/%41")]
    [TestCase("http://a.test/é", "http://a.test/%C3%A9")]
    [TestCase("http://a.test/100%", "http://a.test/100%")]
    [TestCase("http://a.test/?q=\"<>'", "http://a.test/?q=%22%3C%3E%27")]
    [TestCase("  http://a.test/x \n", "http://a.test/x")]
    [TestCase("http://a.te\nst/x\ty", "http://a.test/xy")]
    [TestCase("http://bücher.test/", "http://xn--bcher-kva.test/")]
    [TestCase("http://BÜCHER.test/", "http://xn--bcher-kva.test/")]
    [TestCase("http://a.test./", "http://a.test./")]
    [TestCase("http://127.1/", "http://127.0.0.1/")]
    [TestCase("http://0x7f.0.0.1/", "http://127.0.0.1/")]
    [TestCase("http://0177.0.0.1/", "http://127.0.0.1/")]
    [TestCase("http://2130706433/", "http://127.0.0.1/")]
    [TestCase("http://[0:0:0:0:0:0:0:1]/", "http://[::1]/")]
    [TestCase("http://%61.test/", "http://a.test/")]
    public void Has_one_spelling(string url, string canonical) => Assert.That(CanonicalUrl.Of(url, null), Is.EqualTo(canonical));

    [TestCase("")]
    [TestCase("/x")]
    [TestCase("a.test/x")]
    [TestCase("ftp://a.test/")]
    [TestCase("file:///etc/passwd")]
    [TestCase("javascript:alert(1)")]
    [TestCase("mailto:a@b.test")]
    [TestCase("data:text/html,x")]
    [TestCase("http://")]
    [TestCase("http:///")]
    [TestCase("http://a.test:99999/")]
    [TestCase("http://a.test:x/")]
    [TestCase("http://a b.test/")]
    [TestCase("http://256.0.0.1/")]
    [TestCase("http://[::g]/")]
    [Category("Invariant 11")]
    public void What_is_no_web_address_is_none(string url) => Assert.That(CanonicalUrl.Of(url, null), Is.Null);

    [TestCase("http://user@a.test/")]
    [TestCase("http://user:word@a.test/")]
    [TestCase("http://:word@a.test/")]
    [TestCase("http://good.test@evil.test/")]
    public void Addresses_with_credentials_are_none(string url) => Assert.That(CanonicalUrl.Of(url, null), Is.Null);

    [TestCase("x", "http://a.test/docs/x")]
    [TestCase("", "http://a.test/docs/page.html?q=1")]
    [TestCase("?r", "http://a.test/docs/page.html?r")]
    [TestCase("#f", "http://a.test/docs/page.html?q=1")]
    [TestCase("/x", "http://a.test/x")]
    [TestCase("//b.test/x", "http://b.test/x")]
    [TestCase("..\\x", "http://a.test/x")]
    [TestCase("https://b.test/x", "https://b.test/x")]
    public void A_relative_one_is_resolved_against_its_page(string url, string canonical) => Assert.That(CanonicalUrl.Of(url, Base), Is.EqualTo(canonical));

    [Test]
    public void The_longest_has_2048_letters()
    {
        Assert.That(CanonicalUrl.Of("http://a.test/" + new string('x', 2034), null), Has.Length.EqualTo(2048));
        Assert.That(CanonicalUrl.Of("http://a.test/" + new string('x', 2035), null), Is.Null);
        Assert.That(CanonicalUrl.Of("http://a.test/" + new string('é', 400), null), Is.Null, "it is longer once encoded");
    }

    [TestCase("http://a.test/x", "a.test")]
    [TestCase("https://a.test:8080/", "a.test:8080")]
    [TestCase("http://[::1]:80/x", "[::1]:80")]
    public void The_host_of_one_has_its_port(string url, string host) => Assert.That(CanonicalUrl.HostOf(url), Is.EqualTo(host));

    [Test, Category("Invariant 11")]
    public void A_canonical_one_is_its_own_spelling() =>
        Gen.Select(Gen.OneOf(Gen.Const("http://a.test/"), Gen.Const("http://a.test"), Gen.Const("https://"), Gen.Const("http://a.test/x?")), Gen.String[Gen.Char["abé/.\\%2eE:@?#&= \n<>\"'[]0x7-_~"], 0, 40])
            .Sample((start, rest) => CanonicalUrl.Of(start + rest, null) is not { } url || CanonicalUrl.Of(url, null) == url, iter: 3000);

    [Test, Category("Invariant 11")]
    public void Whether_one_is_canonical_is_what_the_parser_says() =>
        Gen.Select(Gen.OneOf(Gen.Const("http://"), Gen.Const("https://"), Gen.Const("HTTP://"), Gen.Const("http:/"), Gen.Const("")), Gen.String[Gen.Char["ab0x9.-_A:@é%["], 0, 12], Gen.String[Gen.Char["//..ab0_-%2eé?#~ A"], 0, 12])
            .Sample((scheme, host, path) => Agrees(scheme + host + path) && Agrees(scheme + host + "/" + path), iter: 30_000);

    [TestCase("http://xn--bcher-kva.test/")]
    [TestCase("http://a--b.test/x")]
    [TestCase("http://a.0x7f/")]
    [TestCase("http://1.2.3.4/")]
    [TestCase("http://a_b.test/x/.y")]
    [TestCase("http://a.test./")]
    [TestCase("http://a..test/")]
    [TestCase("http://.test/")]
    public void Names_that_look_plain_are_judged_as_by_the_parser(string url) => Assert.That(Agrees(url));

    private static bool Agrees(string url) => CanonicalUrl.IsCanonical(url) == (CanonicalUrl.Of(url, null) == url);
}
