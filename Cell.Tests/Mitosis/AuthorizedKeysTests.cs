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

    /// <summary>A file that holds the line in some places.</summary>
    private static readonly Gen<string> WithPool = Gen.Select(Gen.Select(Gen.OneOf(Line, Gen.Const(Pool)), OneOf("\n", "\r\n")).Array[0, 6], Gen.OneOf(Line, Gen.Const(Pool)))
        .Select((lines, last) => string.Concat(lines.Select(line => line.Item1 + line.Item2)) + last)
        .Where(Holds);

    [Test, Category("Invariant 4")]
    public void A_birth_and_a_death_leave_every_byte() => WithPool.Sample(text => Restored(Proving(Closed(text), text), text, Pool) == text);

    [Test, Category("Invariant 4")]
    public void Cut_off_and_done_again_it_leaves_every_byte() => Gen.Select(WithPool, Gen.Int[0, 3]).Sample((text, steps) =>
    {
        var at = steps switch { 0 => text, 1 => Closed(text), 2 => Proving(Closed(text), text), _ => AuthorizedKeys.Without(Proving(Closed(text), text), Witness) };
        var back = Restored(at, text, Pool);
        return back == text && Restored(back, text, Pool) == text;
    });

    [Test, Category("Invariant 3")]
    public void Closed_it_holds_the_witness_once_and_the_pool_line_not_at_all() => WithPool.Sample(text =>
    {
        var proving = Proving(Closed(text), text);
        return AuthorizedKeys.PlacesOf(proving, Witness).Count == 1 && AuthorizedKeys.PlacesOf(proving, Pool).Count == 0 && Proving(proving, text) == proving;
    });

    [Test]
    public void A_new_key_comes_to_the_old_ones_place() =>
        Assert.That(Restored("# one\r\nssh-rsa AAAAB3 x\r\n", $"# one\r\n{Pool}\r\nssh-rsa AAAAB3 x\r\n", "new line"), Is.EqualTo("# one\r\nnew line\r\nssh-rsa AAAAB3 x\r\n"));

    [Test]
    public void During_a_rotation_there_is_a_line_for_each_key() =>
        Assert.That(Restored("# one\nlast", $"# one\n{Pool}\nlast", "new line", Pool), Is.EqualTo($"# one\nnew line\n{Pool}\nlast"));

    [Test]
    public void A_line_that_was_never_taken_out_makes_place_for_the_new_ones() =>
        Assert.That(Restored($"# one\n{Pool}\nlast", $"# one\n{Pool}\nlast", "new line"), Is.EqualTo("# one\nnew line\nlast"));

    [TestCase("# one\nlast\n")]
    [TestCase("# one\n" + Pool + "\nlast\n")]
    [TestCase("# one\n" + Witness + "\nlast\n")]
    [Category("Invariant 1")]
    public void A_machine_that_was_taken_out_of_the_pool_keeps_no_way_in(string text) => Assert.That(Restored(text, $"# one\n{Pool}\nlast\n"), Is.EqualTo("# one\nlast\n"));

    [TestCase("# new\n# one\nlast\n", "# new\n# one\n" + Pool + "\nlast\n", Description = "a line came before")]
    [TestCase("last\n", "last\n" + Pool + "\n", Description = "the line above went: as far down as it was")]
    [TestCase("", Pool + "\n", Description = "emptied")]
    [TestCase("last", "last\n" + Pool + "\n", Description = "the newline at the end went")]
    public void In_a_file_that_was_changed_meanwhile_the_line_comes_near_its_place(string text, string restored) =>
        Assert.That(Restored(text, $"# one\n{Pool}\nlast\n", Pool), Is.EqualTo(restored));

    [Test]
    public void Taking_out_a_line_that_is_not_there_changes_nothing() => Text.Where(text => !Holds(text)).Sample(text => AuthorizedKeys.Without(text, Pool) == text);

    [Test]
    public void Every_occurrence_of_the_line_goes() =>
        Assert.That(AuthorizedKeys.Without($"{Pool}\nssh-rsa AAAAB3 x\n{Pool}", Pool), Is.EqualTo("ssh-rsa AAAAB3 x\n"));

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

    private static string Closed(string text) => AuthorizedKeys.Without(text, Pool);

    private static string Proving(string closed, string before) => AuthorizedKeys.Put(closed, [Witness], AuthorizedKeys.PlacesOf(before, Pool)[0]);

    private static string Restored(string text, string before, params string[] lines) => AuthorizedKeys.Restore(text, Witness, Pool, AuthorizedKeys.PlacesOf(before, Pool), lines);

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(at => texts[at]);

    private static bool Holds(string text) => text.Split('\n').Any(line => line == Pool || line == Pool + "\r");
}
