using NUnit.Framework;

namespace Cell.Mitosis;

internal sealed class KeysFilesTests
{
    [TestCase("authorizedkeysfile .ssh/authorized_keys .ssh/authorized_keys2", new[] { "/home/joe/.ssh/authorized_keys", "/home/joe/.ssh/authorized_keys2" })]
    [TestCase("port 22\nauthorizedkeysfile /etc/ssh/keys/%u\ntrustedusercakeys none", new[] { "/etc/ssh/keys/joe" })]
    [TestCase("authorizedkeysfile %h/keys /var/%U/keys", new[] { "/home/joe/keys", "/var/1001/keys" })]
    [TestCase("authorizedkeysfile /a%%u", new[] { "/a%u" })]
    [TestCase("authorizedkeysfile % %k /one", new[] { "/one" }, Description = "what cannot be told is left out")]
    [TestCase("authorizedkeysfile /one /one", new[] { "/one" })]
    [TestCase("authorizedkeysfile none", new string[0])]
    [TestCase("port 22", new string[0])]
    [TestCase("", new string[0])]
    public void Sshd_says_which_files_count(string settings, string[] files) => Assert.That(KeysFiles.Of(settings, "joe", 1001, "/home/joe"), Is.EqualTo(files));

    [Test]
    public void A_percent_sign_in_a_home_is_no_token() => Assert.That(KeysFiles.Of("authorizedkeysfile %h/keys", "joe", 1001, "/home/%u"), Is.EqualTo(new[] { "/home/%u/keys" }));

    [Test, Category("Invariant 3")]
    public async Task What_sshd_would_not_read_is_empty_and_what_is_too_much_is_not()
    {
        using var folder = new TestFolder();
        Assert.That((await Tool.RunAsync("sh", "-euc", $"cd {folder.Path}; mkfifo pipe; mkdir folder; : >empty; echo key >plain; ln -s plain link; truncate -s 1048577 large")).Good, Is.True);
        Assert.That(new[] { "pipe", "folder", "empty", "nowhere", "plain/below" }.Select(name => KeysFiles.Read(folder.At(name))), Is.All.EqualTo(""));
        Assert.That((KeysFiles.Read(folder.At("plain")), KeysFiles.Read(folder.At("link")), KeysFiles.Read(folder.At("large"))), Is.EqualTo(("key\n", "key\n", (string?)null)));
    }
}
