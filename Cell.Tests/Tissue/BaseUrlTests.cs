using CsCheck;
using NUnit.Framework;

namespace Cell.Tissue;

internal sealed class BaseUrlTests
{
    private static readonly string[] Bases = ["http://a.test/", "http://a.test/docs/page.html", "https://a.test:8443/a/b/?q=/x/y", "http://[::1]/x"];

    private static readonly string[] Pieces =
        ["a", "B", "1", "/", "//", ".", "..", "./", "../", "-", "_", "?", "#", "=", "%2e", "%41", "ü", " ", ":", "http:", "http://a.test", "http://b.test", "https://a.test:8443/", "\\", "\t", ".html", "@"];

    [Test]
    public void Resolves_as_the_standards_parser_does() =>
        Gen.Select(Gen.Int[0, Bases.Length - 1], Gen.Int[0, Pieces.Length - 1].Array[0, 6]).Sample(
            (at, picks) =>
            {
                var reference = string.Concat(picks.Select(pick => Pieces[pick]));
                return new BaseUrl(Bases[at]).Resolve(reference) == CanonicalUrl.Of(reference, Bases[at]);
            },
            iter: 5000);
}
