using System.Globalization;
using NUnit.Framework;

namespace Cell.Mitosis;

internal sealed class OwnedFileTests
{
    private static readonly UnixFileMode Odd = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    [Test]
    public async Task A_plain_file_of_the_account_may_be_edited()
    {
        using var home = new TestFolder();
        Assert.That(await OwnedFile.RefusalAsync(Keys(home, ""), await MeAsync()), Is.Null);
    }

    [Test]
    public async Task A_missing_file_is_refused()
    {
        using var home = new TestFolder();
        Assert.That(await OwnedFile.RefusalAsync(home.At("authorized_keys"), await MeAsync()), Does.StartWith($"{home.At("authorized_keys")} cannot be looked at: "));
    }

    [Test]
    public async Task A_symbolic_link_is_refused()
    {
        using var home = new TestFolder();
        File.CreateSymbolicLink(home.At("linked"), Keys(home, ""));
        Assert.That(await OwnedFile.RefusalAsync(home.At("linked"), await MeAsync()), Is.EqualTo($"{home.At("linked")} is a symbolic link"));
    }

    [Test]
    public async Task A_symbolic_link_on_the_way_is_refused()
    {
        using var home = new TestFolder();
        Directory.CreateDirectory(home.At("real"));
        File.WriteAllText(home.At("real/authorized_keys"), "");
        Directory.CreateSymbolicLink(home.At(".ssh"), home.At("real"));
        Assert.That(await OwnedFile.RefusalAsync(home.At(".ssh/authorized_keys"), await MeAsync()), Is.EqualTo($"{home.At(".ssh")} is a symbolic link"));
    }

    [Test]
    public async Task A_file_of_another_account_is_refused()
    {
        using var home = new TestFolder();
        var me = await MeAsync();
        Assert.That(await OwnedFile.RefusalAsync(Keys(home, ""), me + 1), Is.EqualTo($"{home.At("authorized_keys")} belongs to user {me}, not to {me + 1}"));
    }

    [Test]
    public async Task An_edit_keeps_mode_and_owner()
    {
        using var home = new TestFolder();
        var keys = Keys(home, "one\n");
        File.SetUnixFileMode(keys, Odd);
        var other = await MeAsync() == 0;
        if (other)
        {
            Assert.That((await Tool.RunAsync("chown", "65534:65534", keys)).Good, Is.True);
        }

        await OwnedFile.EditAsync(keys, text => text + "two\n");
        Assert.That(File.ReadAllText(keys), Is.EqualTo("one\ntwo\n"));
        Assert.That(File.GetUnixFileMode(keys), Is.EqualTo(Odd));
        Assert.That((await Tool.RunAsync("stat", "-c", "%u:%g", keys)).Output.Trim(), other ? Is.EqualTo("65534:65534") : Does.StartWith($"{await MeAsync()}:"));
    }

    [Test]
    public async Task Bytes_that_are_no_text_come_through_an_edit()
    {
        using var home = new TestFolder();
        byte[] bytes = [.. Enumerable.Range(0, 256).Select(octet => (byte)octet)];
        File.WriteAllBytes(home.At("authorized_keys"), bytes);
        await OwnedFile.EditAsync(home.At("authorized_keys"), text => text + "x");
        Assert.That(File.ReadAllBytes(home.At("authorized_keys")), Is.EqualTo(bytes.Append((byte)'x')));
    }

    [Test]
    public async Task An_edit_that_changes_nothing_leaves_the_file_itself()
    {
        using var home = new TestFolder();
        var inode = await InodeAsync(Keys(home, "one\n"));
        await OwnedFile.EditAsync(home.At("authorized_keys"), text => text);
        Assert.That(await InodeAsync(home.At("authorized_keys")), Is.EqualTo(inode));
    }

    [Test]
    public async Task A_change_by_somebody_else_at_the_same_time_is_not_overwritten()
    {
        using var home = new TestFolder();
        var keys = Keys(home, "one\n");
        var editing = async () => await OwnedFile.EditAsync(keys, text =>
        {
            File.WriteAllText(keys, "theirs\n");
            return text + "two\n";
        });
        Assert.That(editing, Throws.TypeOf<IOException>().With.Message.EqualTo($"{keys} was changed by somebody else at the same time."));
        Assert.That(await File.ReadAllTextAsync(keys), Is.EqualTo("theirs\n"));
    }

    [Test]
    public async Task Nothing_is_left_beside_the_file()
    {
        using var home = new TestFolder();
        var keys = Keys(home, "one\n");
        await OwnedFile.EditAsync(keys, text => text + "two\n");
        Assert.That(Directory.GetFileSystemEntries(home.Path), Is.EqualTo(new[] { keys }));
    }

    private static string Keys(TestFolder home, string text)
    {
        File.WriteAllText(home.At("authorized_keys"), text);
        return home.At("authorized_keys");
    }

    private static async Task<int> MeAsync() => int.Parse((await Tool.RunAsync("id", "-u")).Output, CultureInfo.InvariantCulture);

    private static async Task<string> InodeAsync(string path) => (await Tool.RunAsync("stat", "-c", "%i", path)).Output;
}
