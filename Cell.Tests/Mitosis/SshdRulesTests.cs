using NUnit.Framework;

namespace Cell.Mitosis;

[Category("Invariant 3")]
internal sealed class SshdRulesTests
{
    private TestFolder folder = null!; // made before each test

    [SetUp]
    public void Open() => folder = new TestFolder();

    [TearDown]
    public void Close() => folder.Dispose();

    [TestCase("Match Address 10.0.0.0/8", ExpectedResult = true)]
    [TestCase("  match user joe", ExpectedResult = true)]
    [TestCase("Match=user=joe", ExpectedResult = true)]
    [TestCase("\"Match\" user joe", ExpectedResult = true)]
    [TestCase("Match all", ExpectedResult = false)]
    [TestCase("Match all # for everybody", ExpectedResult = false)]
    [TestCase("Match", ExpectedResult = true)]
    [TestCase("# Match User anoncvs", ExpectedResult = false)]
    [TestCase("MatchMaker yes", ExpectedResult = false)]
    public bool A_rule_for_some_only_is_seen(string line) => Partial($"Port 22\n{line}\n") is not null;

    [TestCase("Include parts/*.conf")]
    [TestCase("include other.conf parts/one.conf")]
    [TestCase("Include {folder}/parts/o?e.conf")]
    [TestCase("Include \"parts/*.conf\"")]
    [TestCase("Match all\nInclude parts/*")]
    public void So_is_one_in_a_file_that_is_included(string line)
    {
        Write("parts/one.conf", "Match User joe\n");
        Assert.That(Partial(line.Replace("{folder}", folder.Path, StringComparison.Ordinal)), Is.EqualTo($"{folder.At("parts/one.conf")} has a Match rule: whom it lets in cannot be seen from here"));
    }

    [Test]
    public void And_in_one_that_that_one_includes()
    {
        Write("one.conf", "Include two.conf\n");
        Write("two.conf", "Match User joe\n");
        Assert.That(Partial("Include one.conf\n"), Does.StartWith(folder.At("two.conf")));
    }

    [TestCase("Include */one.conf")]
    [TestCase("Include part[s]/one.conf")]
    [TestCase("Include part{s,z}/one.conf")]
    [TestCase("Include \"two words.conf\"")]
    public void What_cannot_be_followed_is_not_taken_for_nothing(string line)
    {
        Write("parts/one.conf", "Match User joe\n");
        Write("two words.conf", "Match User joe\n");
        Assert.That(Partial(line), Is.Not.Null);
    }

    [Test]
    public void A_file_that_includes_itself_is_not_followed_for_ever() => Assert.That(Partial("Include sshd_config\n"), Does.EndWith("is included more than 16 levels deep"));

    [Test]
    public void A_configuration_that_is_not_there_is_not_taken_for_an_empty_one() => Assert.That(SshdRules.Partial(folder.At("sshd_config")), Does.StartWith("what sshd goes by cannot be read: "));

    [TestCase("Include nothing/*.conf")]
    [TestCase("Include parts/*.conf")]
    public void Files_that_say_nothing_of_the_kind_are_no_trouble(string line)
    {
        Write("parts/one.conf", "PermitRootLogin no\n");
        Assert.That(Partial(line), Is.Null);
    }

    private string? Partial(string text)
    {
        Write("sshd_config", text);
        return SshdRules.Partial(folder.At("sshd_config"));
    }

    private void Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder.At(file))!); // a file in a folder
        File.WriteAllText(folder.At(file), text);
    }
}
