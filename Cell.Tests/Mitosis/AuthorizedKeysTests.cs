using CsCheck;
using NUnit.Framework;

namespace Cell.Mitosis;

internal sealed class AuthorizedKeysTests
{
    private const string Pool = "restrict,command=\"/usr/local/lib/cell/receptor\" ssh-ed25519 AAAAC3Pool cell-pool";
    private const string Witness = "restrict,command=\"echo 00\" ecdsa-sha2-nistp256 AAAAE2Witness";

    // Everything that a key file may hold but the line itself: comments, other keys, blanks, odd bytes, no newline at the end.
    private static readonly Gen<string> Line = Gen.OneOf(
        OneOf("", "# a comment", "#" + Pool, " ", "ssh-ed25519 AAAAC3Other other@box", " " + Pool, Pool + " ", "from=\"10.0.0.0/8\" ssh-rsa AAAAB3 x", "\t"),
        Gen.Char['\u0001', '\u00ff'].Array[0, 12].Select(letters => new string(letters).Replace("\n", "", StringComparison.Ordinal).TrimEnd('\r')));

    private static readonly Gen<string> Text = Gen.Select(Gen.Select(Line, OneOf("\n", "\r\n")).Array[0, 6], Line).Select(
        (lines, last) => string.Concat(lines.Select(line => line.Item1 + line.Item2)) + last);

    [Test]
    public void A_line_added_and_taken_out_leaves_every_other_byte() => Text.Where(text => !Holds(text)).Sample(text =>
    {
        var ended = text.Length == 0 || text.EndsWith('\n');
        var back = AuthorizedKeys.Replace(AuthorizedKeys.Add(text, Pool), Pool, null);
        return ended ? back == text : back.StartsWith(text, StringComparison.Ordinal) && back[text.Length..] is "\n" or "\r\n";
    });

    [Test]
    public void A_line_swapped_there_and_back_leaves_every_byte() => Gen.Select(Text, Text).Where((before, after) => !Holds(before) && !Holds(after)).Sample((before, after) =>
    {
        var text = AuthorizedKeys.Add(before, Pool) + after;
        var swapped = AuthorizedKeys.Replace(text, Pool, Witness);
        return !Holds(swapped) && AuthorizedKeys.Replace(swapped, Witness, Pool) == text;
    });

    [Test]
    public void Replacing_a_line_that_is_not_there_changes_nothing() =>
        Text.Where(text => !Holds(text)).Sample(text => AuthorizedKeys.Replace(text, Pool, Witness) == text && AuthorizedKeys.Replace(text, Pool, null) == text);

    [Test]
    public void A_line_that_is_there_is_not_added_again() => Text.Sample(text => AuthorizedKeys.Add(AuthorizedKeys.Add(text, Pool), Pool) == AuthorizedKeys.Add(text, Pool));

    [Test]
    public void Every_occurrence_of_the_line_goes() =>
        Assert.That(AuthorizedKeys.Replace($"{Pool}\nssh-rsa AAAAB3 x\n{Pool}\n", Pool, null), Is.EqualTo("ssh-rsa AAAAB3 x\n"));

    [Test]
    public void A_last_line_without_a_newline_is_taken_out_too() =>
        Assert.That(AuthorizedKeys.Replace($"ssh-rsa AAAAB3 x\n{Pool}", Pool, null), Is.EqualTo("ssh-rsa AAAAB3 x\n"));

    [Test]
    public void The_line_takes_the_files_own_line_ends() =>
        Assert.That(AuthorizedKeys.Add("ssh-rsa AAAAB3 x\r\n", Pool), Is.EqualTo($"ssh-rsa AAAAB3 x\r\n{Pool}\r\n"));

    [Test]
    public void A_line_is_added_on_a_line_of_its_own() =>
        Assert.That(AuthorizedKeys.Add("ssh-rsa AAAAB3 x", Pool), Is.EqualTo($"ssh-rsa AAAAB3 x\n{Pool}\n"));

    [TestCase("ssh-ed25519 AAAAC3Pool", ExpectedResult = "AAAAC3Pool")]
    [TestCase(Pool, ExpectedResult = "AAAAC3Pool")]
    [TestCase("no key", ExpectedResult = "")]
    public string The_blob_is_found_behind_options(string line) => AuthorizedKeys.BlobOf(line);

    [Test]
    public void Lines_with_the_key_are_found_whatever_their_options() =>
        Assert.That(
            AuthorizedKeys.LinesOf($"{Pool}\r\nfrom=\"1.2.3.4\" ssh-ed25519 AAAAC3Pool\nssh-ed25519 AAAAC3Other\n", "AAAAC3Pool"), Is.EqualTo(new[] { Pool, "from=\"1.2.3.4\" ssh-ed25519 AAAAC3Pool" }));

    [TestCase("#")]
    [TestCase("  # ")]
    public void A_commented_line_lets_nobody_in(string before) => Assert.That(AuthorizedKeys.LinesOf(before + Pool, "AAAAC3Pool"), Is.Empty);

    [Test, Category("Invariant 10")]
    public void No_key_is_in_no_line() => Assert.That(AuthorizedKeys.LinesOf($"{Pool}\nssh-rsa AAAAB3 x\n", ""), Is.Empty);

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(at => texts[at]);

    private static bool Holds(string text) => text.Split('\n').Any(line => line == Pool || line == Pool + "\r");
}
