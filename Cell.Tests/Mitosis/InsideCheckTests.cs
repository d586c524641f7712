using NUnit.Framework;

namespace Cell.Mitosis;

[Category("Invariant 3")]
internal sealed class InsideCheckTests
{
    private const string Blob = "AAAAC3NzaC1lZDI1NTE5AAAAIPool";

    [Test]
    public void A_key_in_no_file_opens_nothing() => AssertWay("authorizedkeysfile .ssh/authorized_keys .ssh/authorized_keys2\ntrustedusercakeys none\nauthorizedkeyscommand none\n", null);

    [TestCase(".ssh/authorized_keys")]
    [TestCase(".ssh/authorized_keys2")]
    public void A_key_in_any_of_the_accounts_files_is_a_way(string file) =>
        AssertWay("authorizedkeysfile .ssh/authorized_keys .ssh/authorized_keys2\n", "{home}/" + file + " of joe still holds the pool key", file, "command=\"x\" ssh-ed25519 " + Blob + " pool\n");

    [TestCase("%h/keys", "keys")]
    [TestCase("{home}/etc/%u/keys", "etc/joe/keys")]
    [TestCase("{home}/etc/%U", "etc/1001")]
    [TestCase("100%%/%u", "100%/joe")]
    [TestCase("100%%h", "100%h")]
    public void The_tokens_of_sshd_are_expanded(string setting, string file) =>
        AssertWay($"authorizedkeysfile {setting}\n", "{home}/" + file + " of joe still holds the pool key", file, $"ssh-ed25519 {Blob}\n");

    [TestCase("keys/%i")]
    [TestCase("keys/%")]
    public void A_token_that_is_not_known_cannot_be_judged(string setting) => AssertWay($"authorizedkeysfile .ssh/authorized_keys {setting}\n", $"authorizedkeysfile {setting} cannot be judged");

    [Test]
    public void A_commented_line_opens_nothing() => AssertWay("authorizedkeysfile .ssh/authorized_keys\n", null, ".ssh/authorized_keys", $"# ssh-ed25519 {Blob}\n");

    [Test]
    public void Another_key_is_not_the_pools() => AssertWay("authorizedkeysfile .ssh/authorized_keys\n", null, ".ssh/authorized_keys", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOther\n");

    [Test]
    public void A_command_that_names_keys_cannot_be_judged() =>
        AssertWay("authorizedkeyscommand /usr/bin/ldap-keys %u\n", "authorizedkeyscommand /usr/bin/ldap-keys is in force: what it allows cannot be seen from here");

    [Test]
    public void A_trusted_authority_cannot_be_judged() =>
        AssertWay("trustedusercakeys /etc/ssh/ca.pub\n", "trustedusercakeys /etc/ssh/ca.pub is in force: what it allows cannot be seen from here");

    [Test]
    public void An_account_whose_keys_are_read_from_nowhere_has_no_way() => AssertWay("authorizedkeysfile none\n", null);

    [Test]
    public void An_account_that_cannot_be_read_cannot_be_judged() =>
        Assert.That(InsideCheck.Way("authorizedkeysfile none\n", "joe:x:1001\n", Blob), Is.EqualTo("getent passwd has an account that cannot be read: joe:x:1001"));

    private static void AssertWay(string settings, string? way) => AssertWay(settings, way, "other", "");

    private static void AssertWay(string settings, string? way, string file, string text)
    {
        using var home = new TestFolder();
        Directory.CreateDirectory(Path.GetDirectoryName(home.At(file))!); // a file in a folder
        File.WriteAllText(home.At(file), text);
        var accounts = $"root:x:0:0:root:/nowhere:/bin/sh\njoe:x:1001:1001:,,,:{home.Path}:/bin/sh\n";
        Assert.That(InsideCheck.Way(settings.Replace("{home}", home.Path, StringComparison.Ordinal), accounts, Blob), Is.EqualTo(way?.Replace("{home}", home.Path, StringComparison.Ordinal)));
    }
}
