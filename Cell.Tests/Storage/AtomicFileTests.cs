using NUnit.Framework;

namespace Cell.Storage;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class AtomicFileTests
{
    private readonly TestFolder folder = new();

    [TearDown]
    public void Forget() => folder.Dispose();

    [Test]
    public void Replaces_the_whole_file()
    {
        File.WriteAllText(folder.At("file"), "a longer text that was there before");
        AtomicFile.Write(folder.At("file"), "new"u8, AtomicFile.Private);
        Assert.That(File.ReadAllText(folder.At("file")), Is.EqualTo("new"));
    }

    [Test]
    public void Gives_the_mode_that_was_asked_for()
    {
        AtomicFile.Write(folder.At("file"), "secret"u8, AtomicFile.Private);
        Assert.That(File.GetUnixFileMode(folder.At("file")), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test]
    public void Leaves_no_temporary_file()
    {
        AtomicFile.Write(folder.At("file"), "text"u8, AtomicFile.Private);
        Assert.That(Directory.GetFiles(folder.Path).Select(Path.GetFileName), Is.EqualTo(new[] { "file" }));
    }

    [Test]
    public void A_file_that_cannot_be_replaced_stays_and_no_temporary_one_is_left()
    {
        Directory.CreateDirectory(folder.At("file/occupied"));
        Assert.That(() => AtomicFile.Write(folder.At("file"), "text"u8, AtomicFile.Private), Throws.InstanceOf<IOException>().Or.InstanceOf<UnauthorizedAccessException>());
        Assert.That(Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName), Is.EqualTo(new[] { "file" }));
    }

    [Test]
    public async Task A_reader_sees_the_old_or_the_new_text_and_nothing_between()
    {
        var texts = new[] { new string('a', 50_000), new string('b', 70_000) };
        AtomicFile.Write(folder.At("file"), System.Text.Encoding.ASCII.GetBytes(texts[0]), AtomicFile.Private);
        using var over = new CancellationTokenSource();
        var reading = Task.Run(() =>
        {
            var odd = new List<string>();
            while (!over.IsCancellationRequested)
            {
                odd.AddRange(new[] { File.ReadAllText(folder.At("file")) }.Where(text => !texts.Contains(text)));
            }

            return odd;
        });
        for (var round = 0; round < 50; round++)
        {
            AtomicFile.Write(folder.At("file"), System.Text.Encoding.ASCII.GetBytes(texts[round % 2]), AtomicFile.Private);
        }

        await over.CancelAsync();
        Assert.That(await reading, Is.Empty);
    }

    [Test]
    public void A_file_that_is_not_there_is_null() => Assert.That(AtomicFile.ReadIfThere(folder.At("nothing")), Is.Null);

    [Test]
    public void A_folder_that_is_not_there_cannot_be_synchronised() =>
        Assert.That(() => AtomicFile.Synchronise(folder.At("nowhere")), Throws.InstanceOf<IOException>().With.Message.Contains("nowhere"));
}
