using CsCheck;
using NUnit.Framework;

namespace Cell.Frontier;

internal sealed class SessionIdsTests
{
    private const string Id = "0a1b2c3d4e5f60718293a4b5c6d7e8f9";

    [TestCase("http://a.test/x?sid=" + Id, "http://a.test/x")]
    [TestCase("http://a.test/x?PHPSESSID=" + Id + "&p=2", "http://a.test/x?p=2")]
    [TestCase("http://a.test/x?p=2&PHPSESSID=" + Id, "http://a.test/x?p=2")]
    [TestCase("http://a.test/x?p=2&sid=" + Id + "&q=3", "http://a.test/x?p=2&q=3")]
    [TestCase("http://a.test/x;jsessionid=" + Id, "http://a.test/x")]
    [TestCase("http://a.test/x;jsessionid=" + Id + "?p=2", "http://a.test/x?p=2")]
    [TestCase("http://a.test/x;jsessionid=" + Id + "/y", "http://a.test/x/y")]
    [TestCase("http://a.test/x?ASPSESSIONIDQQRSABCD=" + Id, "http://a.test/x")]
    [TestCase("http://a.test/x?sid=" + Id + "&session_id=" + Id, "http://a.test/x")]
    [TestCase("http://a.test/x?sid=7", "http://a.test/x?sid=7")]
    [TestCase("http://a.test/x?sid=department-of-words", "http://a.test/x?sid=department-of-words")]
    [TestCase("http://a.test/x?outside=" + Id, "http://a.test/x?outside=" + Id)]
    [TestCase("http://a.test/sessions/" + Id, "http://a.test/sessions/" + Id)]
    [TestCase("http://a.test/x?p=2", "http://a.test/x?p=2")]
    public void They_are_left_out(string url, string without) => Assert.That(SessionIds.Without(url), Is.EqualTo(without));

    [Test]
    public void With_another_one_a_URL_is_known_by_the_same_number() => Assert.That(
        Fingerprint.Of($"http://a.test/x?sid={Id}&p=2"),
        Is.EqualTo(Fingerprint.Of($"http://a.test/x?sid=f{Id[1..]}&p=2")).And.EqualTo(Fingerprint.Of("http://a.test/x?p=2")));

    // Wherever it stands among others, the rest stays.
    [Test]
    public void The_other_parameters_stay_in_their_order() =>
        Gen.Select(Gen.String[Gen.Char["abc"], 1, 3].List[0, 4], Gen.Int[0, 4]).Sample((names, at) =>
        {
            var rest = names.Select((name, number) => $"{name}={number}").ToList();
            List<string> all = [.. rest];
            all.Insert(Math.Min(at, all.Count), $"sid={Id}");
            return SessionIds.Without($"http://a.test/x?{string.Join('&', all)}") == (rest.Count == 0 ? "http://a.test/x" : $"http://a.test/x?{string.Join('&', rest)}");
        });

    [Test, Category("Invariant 11")]
    public void Any_URL_has_some_or_none() => Gen.String[Gen.Char["sid=1234567890123456&?;/"], 0, 200].Sample(rest => SessionIds.Without($"http://a.test/{rest}").Length <= rest.Length + 14, iter: 2000);
}
