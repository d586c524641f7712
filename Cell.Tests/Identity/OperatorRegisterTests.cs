using CsCheck;
using NUnit.Framework;

namespace Cell.Identity;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class OperatorRegisterTests
{
    private static readonly OperatorRegister Two = new([Entry("ada", "01"), Entry("bea", "02"), Entry("ada", "03")]);
    private readonly OperatorBase place = new();

    [TearDown]
    public void Forget() => place.Dispose();

    [TestCase("ada", "01", "03")]
    [TestCase("bea", "02")]
    [TestCase("cyd")]
    [TestCase("")]
    public void Gives_the_serials_of_a_name(string name, params string[] serials) => Assert.That(Two.SerialsOf(name), Is.EqualTo(serials));

    [Test]
    public void Comes_back_from_disk_as_it_was()
    {
        File.WriteAllBytes(place.At("operators.json"), Two.ToJson());
        Assert.That(OperatorRegister.Read(place.At("operators.json"))?.Entries, Is.EqualTo(Two.Entries));
    }

    [Test]
    public async Task Begins_with_the_one_who_made_the_organism()
    {
        var made = await TestRoot.NewFolderAsync();
        Assert.That(made.Register().Entries, Is.EqualTo(new[] { new OperatorEntry("ada", made.Credentials().Identity.Serial, TestClock.Noon, TestClock.Noon.AddDays(365)) }));
    }

    [Test]
    public async Task A_folder_from_before_has_the_certificate_that_is_in_it()
    {
        var made = await TestRoot.NewFolderAsync();
        File.Delete(made.Operators);
        Assert.That(made.Register().SerialsOf("ada"), Is.EqualTo(new[] { made.OwnEntry().Serial }));
    }

    [Test]
    public void A_damaged_register_is_named_and_never_a_crash()
    {
        var whole = Two.ToJson();
        var file = place.At("operators.json");
        Gen.Int[0, whole.Length - 1].Select(Gen.Byte, Gen.Bool).Sample(
            (at, value, cut) =>
            {
                File.WriteAllBytes(file, cut ? whole[..at] : [.. whole[..at], value, .. whole[(at + 1)..]]);
                try
                {
                    OperatorRegister.Read(file)?.SerialsOf("ada");
                }
                catch (IOException fault)
                {
                    Assert.That(fault.Message, Does.Contain(file));
                }
            },
            iter: 500,
            threads: 1);
    }

    [TestCase("ada", true)]
    [TestCase("a.b-9", true)]
    [TestCase("", false)]
    [TestCase("Ada", false)]
    [TestCase("a b", false)]
    [TestCase("a/b", false)]
    [TestCase("ä", false)]
    [TestCase("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", true)]
    [TestCase("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false)]
    public void A_name_is_short_and_plain(string name, bool good) => Assert.That(OperatorName.IsGood(name), Is.EqualTo(good));

    [Test]
    public void Any_accounts_name_becomes_one() => Gen.String.Sample(account => Assert.That(OperatorName.IsGood(OperatorName.Of(account)), Is.True, account));

    private static OperatorEntry Entry(string name, string serial) => new(name, serial, TestClock.Noon, TestClock.Noon.AddDays(365));
}
