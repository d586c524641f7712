using System.Text;
using NUnit.Framework;

namespace Cell.Mitosis;

internal sealed class CleaningTests
{
    [Test]
    public void A_blank_machine_holds_nothing() => Assert.That(Holds("active inactive\n"), Is.EqualTo(("", false, (string?)null, (string?)null, false, "")));

    [Test]
    public void A_machine_with_a_cell_says_whose_and_which() => Assert.That(
        Holds($"roots {Packed("PEM")}\ntaken yes\nstate {Packed("{ \"v\": 1, \"organism\": \"abc\", \"birth\": \"b1\" }")}\nactive active\nrelic b0\n"),
        Is.EqualTo(("PEM", true, (string?)"abc", (string?)"b1", true, "b0")));

    [TestCase("")]
    [TestCase("not json")]
    [TestCase("[]")]
    [TestCase("{ \"organism\": 5 }")]
    [Category("Invariant 11")]
    public void A_state_that_cannot_be_read_is_a_state_all_the_same(string state) =>
        Assert.That(Holds($"taken yes\nstate {Packed(state)}\nactive inactive\n"), Is.EqualTo(("", true, (string?)null, (string?)null, false, "")));

    [Test, Category("Invariant 11")]
    public void What_a_machine_says_that_is_no_answer_is_left_out() => Assert.That(Holds("state %%%\nroots !\nrelic ../../etc\nrelic -rf\nrelic $(id)\nrelic .hidden\nwelcome\n"), Is.EqualTo(("", false, (string?)null, (string?)null, false, "")));

    private static string Packed(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static (string, bool, string?, string?, bool, string) Holds(string output)
    {
        var holds = Cleaning.Read(output);
        return (holds.Roots, holds.Taken, holds.Organism, holds.Birth, holds.Active, string.Join(' ', holds.Relics));
    }
}
