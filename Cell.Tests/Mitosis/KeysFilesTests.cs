using NUnit.Framework;

namespace Cell.Mitosis;

internal sealed class KeysFilesTests
{
    [TestCase("authorizedkeysfile .ssh/authorized_keys .ssh/authorized_keys2", new[] { "/home/joe/.ssh/authorized_keys", "/home/joe/.ssh/authorized_keys2" })]
    [TestCase("port 22\nauthorizedkeysfile /etc/ssh/keys/%u\ntrustedusercakeys none", new[] { "/etc/ssh/keys/joe" })]
    [TestCase("authorizedkeysfile %h/keys /var/%U/keys", new[] { "/home/joe/keys", "/var/1001/keys" })]
    [TestCase("authorizedkeysfile /a%%u %", new[] { "/a%u", "/home/joe/%" })]
    [TestCase("authorizedkeysfile /one /one", new[] { "/one" })]
    [TestCase("authorizedkeysfile none", new string[0])]
    [TestCase("port 22", new string[0])]
    [TestCase("", new string[0])]
    public void Sshd_says_which_files_count(string settings, string[] files) => Assert.That(KeysFiles.Of(settings, "joe", 1001, "/home/joe"), Is.EqualTo(files));

    [Test]
    public void A_percent_sign_in_a_home_is_no_token() => Assert.That(KeysFiles.Of("authorizedkeysfile %h/keys", "joe", 1001, "/home/%u"), Is.EqualTo(new[] { "/home/%u/keys" }));
}
