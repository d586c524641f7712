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
        Assert.That(OwnedFile.Refusal(Keys(home, ""), await MeAsync()), Is.Null);
    }

    [Test]
    public async Task A_missing_file_is_refused()
    {
        using var home = new TestFolder();
        Assert.That(OwnedFile.Refusal(home.At("authorized_keys"), await MeAsync()), Is.EqualTo($"{home.At("authorized_keys")} cannot be opened: No such file or directory"));
    }

    [Test]
    public async Task A_symbolic_link_is_refused()
    {
        using var home = new TestFolder();
        File.CreateSymbolicLink(home.At("linked"), Keys(home, ""));
        Assert.That(OwnedFile.Refusal(home.At("linked"), await MeAsync()), Is.EqualTo($"{home.At("linked")} is a symbolic link"));
    }

    [Test]
    public async Task A_symbolic_link_on_the_way_is_refused()
    {
        using var home = new TestFolder();
        Directory.CreateDirectory(home.At("real"));
        File.WriteAllText(home.At("real/authorized_keys"), "");
        Directory.CreateSymbolicLink(home.At(".ssh"), home.At("real"));
        Assert.That(OwnedFile.Refusal(home.At(".ssh/authorized_keys"), await MeAsync()), Is.EqualTo($"{home.At(".ssh")} is a symbolic link"));
    }

    [Test]
    public async Task A_file_of_another_account_is_refused()
    {
        using var home = new TestFolder();
        var me = await MeAsync();
        var keys = Keys(home, "");
        if (me == 0)
        {
            Assert.That((await Tool.RunAsync("chown", "65534", keys)).Good, Is.True);
            me = 65534;
        }

        Assert.That(OwnedFile.Refusal(keys, 1), Is.EqualTo($"{keys} belongs to user {me}, not to 1"));
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

        OwnedFile.Edit(keys, other ? 65534 : await MeAsync(), text => text + "two\n");
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
        OwnedFile.Edit(home.At("authorized_keys"), await MeAsync(), text => text + "x");
        Assert.That(File.ReadAllBytes(home.At("authorized_keys")), Is.EqualTo(bytes.Append((byte)'x')));
    }

    [Test]
    public async Task An_edit_that_changes_nothing_leaves_the_file_itself()
    {
        using var home = new TestFolder();
        var inode = await InodeAsync(Keys(home, "one\n"));
        OwnedFile.Edit(home.At("authorized_keys"), await MeAsync(), text => text);
        Assert.That(await InodeAsync(home.At("authorized_keys")), Is.EqualTo(inode));
    }

    [Test]
    public async Task A_change_by_somebody_else_at_the_same_time_is_not_overwritten()
    {
        using var home = new TestFolder();
        var keys = Keys(home, "one\n");
        var me = await MeAsync();
        var editing = () => OwnedFile.Edit(keys, me, text =>
        {
            File.WriteAllText(keys, "theirs\n");
            return text + "two\n";
        });
        Assert.That(editing, Throws.TypeOf<IOException>().With.Message.EqualTo($"{keys} was changed by somebody else at the same time"));
        Assert.That(await File.ReadAllTextAsync(keys), Is.EqualTo("theirs\n"));
    }

    [Test]
    public async Task Nothing_is_left_beside_the_file()
    {
        using var home = new TestFolder();
        var keys = Keys(home, "one\n");
        OwnedFile.Edit(keys, await MeAsync(), text => text + "two\n");
        Assert.That(Directory.GetFileSystemEntries(home.Path), Is.EqualTo(new[] { keys }));
    }

    [Test]
    public async Task What_an_edit_that_was_cut_off_left_is_taken_away_by_the_next()
    {
        using var home = new TestFolder();
        var keys = Keys(home, "one\n");
        File.WriteAllText(home.At(".authorized_keys.cell"), "half");
        OwnedFile.Edit(keys, await MeAsync(), text => text);
        Assert.That(Directory.GetFileSystemEntries(home.Path), Is.EqualTo(new[] { keys }));
    }

    // Whoever owns the folder may put a link where the next file is written.
    [Test]
    public async Task A_link_beside_the_file_leads_nowhere()
    {
        using var home = new TestFolder();
        var keys = Keys(home, "one\n");
        File.WriteAllText(home.At("precious"), "theirs");
        File.CreateSymbolicLink(home.At(".authorized_keys.cell"), home.At("precious"));
        OwnedFile.Edit(keys, await MeAsync(), text => text + "two\n");
        Assert.That((File.ReadAllText(keys), File.ReadAllText(home.At("precious"))), Is.EqualTo(("one\ntwo\n", "theirs")));
    }

    [Test]
    public async Task A_link_put_in_the_files_place_at_the_same_time_is_not_written_through()
    {
        using var home = new TestFolder();
        var keys = Keys(home, "one\n");
        File.WriteAllText(home.At("precious"), "one\n");
        var me = await MeAsync();
        var editing = () => OwnedFile.Edit(keys, me, text =>
        {
            File.Delete(keys);
            File.CreateSymbolicLink(keys, home.At("precious"));
            return text + "two\n";
        });
        Assert.That(editing, Throws.TypeOf<FileRefusedException>().With.Message.EqualTo($"{keys} is a symbolic link"));
        Assert.That(await File.ReadAllTextAsync(home.At("precious")), Is.EqualTo("one\n"));
    }

    // The same bytes, but another file: what was judged is not there any more.
    [Test]
    public async Task Another_file_of_the_same_content_is_not_overwritten()
    {
        using var home = new TestFolder();
        var keys = Keys(home, "one\n");
        var me = await MeAsync();
        var editing = () => OwnedFile.Edit(keys, me, text =>
        {
            File.WriteAllText(home.At("other"), text);
            File.Move(home.At("other"), keys, overwrite: true);
            return text + "two\n";
        });
        Assert.That(editing, Throws.TypeOf<IOException>());
        Assert.That(await File.ReadAllTextAsync(keys), Is.EqualTo("one\n"));
    }

    [TestCase("ln authorized_keys second", "has 2 names (hard links)")]
    [TestCase("rm authorized_keys; mkdir authorized_keys", "is no regular file")]
    [TestCase("rm authorized_keys; mkfifo authorized_keys", "is no regular file")]
    [TestCase("truncate -s 1048577 authorized_keys", "has more than 1048576 bytes")]
    public async Task What_is_no_file_of_its_own_is_refused(string change, string wrong)
    {
        using var home = new TestFolder();
        var keys = Keys(home, "one\n");
        Assert.That((await Tool.RunAsync("sh", "-euc", $"cd {home.Path}; {change}")).Good, Is.True);
        Assert.That(OwnedFile.Refusal(keys, await MeAsync()), Is.EqualTo($"{keys} {wrong}"));
    }

    [Test]
    public async Task A_home_without_room_is_refused_before_anything_is_done()
    {
        using var home = new TestFolder();
        var me = await MeAsync();
        if (me != 0 || !(await Tool.RunAsync("mount", "-t", "tmpfs", "-o", "size=8k", "none", home.Path)).Good)
        {
            Assert.Ignore("Needs root, to mount a small file system.");
        }

        try
        {
            File.WriteAllBytes(home.At("authorized_keys"), new byte[5000]);
            Assert.That(OwnedFile.Refusal(home.At("authorized_keys"), me), Does.Contain("No space left on device"));
            Assert.That(() => OwnedFile.Edit(home.At("authorized_keys"), me, text => text + "x"), Throws.InstanceOf<IOException>());
            Assert.That(Directory.GetFileSystemEntries(home.Path), Is.EqualTo(new[] { home.At("authorized_keys") }));
            Assert.That(File.ReadAllBytes(home.At("authorized_keys")), Is.EqualTo(new byte[5000]));
        }
        finally
        {
            await Tool.RunAsync("umount", home.Path);
        }
    }

    private static string Keys(TestFolder home, string text)
    {
        File.WriteAllText(home.At("authorized_keys"), text);
        return home.At("authorized_keys");
    }

    private static async Task<int> MeAsync() => int.Parse((await Tool.RunAsync("id", "-u")).Output, CultureInfo.InvariantCulture);

    private static async Task<string> InodeAsync(string path) => (await Tool.RunAsync("stat", "-c", "%i", path)).Output;
}
