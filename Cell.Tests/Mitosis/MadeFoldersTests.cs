using NUnit.Framework;

namespace Cell.Mitosis;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class MadeFoldersTests
{
    private readonly TestFolder folder = new();

    private string Note => folder.At("made");

    [TearDown]
    public void Forget() => folder.Dispose();

    [Test, Category("Invariant 4")]
    public void A_folder_that_was_made_goes_and_one_that_was_there_stays_even_if_it_is_empty()
    {
        Directory.CreateDirectory(folder.At("there"));
        MadeFolders.Note(Note, [folder.At("there"), folder.At("made-one")]);
        Directory.CreateDirectory(folder.At("made-one"));
        MadeFolders.Remove(Note);
        Assert.That(Directory.GetFileSystemEntries(folder.Path), Is.EqualTo(new[] { folder.At("there") }));
    }

    [Test]
    public void A_folder_that_somebody_uses_meanwhile_stays()
    {
        MadeFolders.Note(Note, [folder.At("made-one")]);
        Directory.CreateDirectory(folder.At("made-one/theirs"));
        MadeFolders.Remove(Note);
        Assert.That(Directory.Exists(folder.At("made-one/theirs")), Is.True);
    }

    // Cut off between the note's birth and its end, the next one finds the folder there.
    [Test]
    public void What_an_interrupted_birth_made_is_still_known_as_made()
    {
        MadeFolders.Note(Note, [folder.At("made-one")]);
        Directory.CreateDirectory(folder.At("made-one"));
        MadeFolders.Note(Note, [folder.At("made-one")]);
        MadeFolders.Remove(Note);
        Assert.That(Directory.GetFileSystemEntries(folder.Path), Is.Empty);
    }

    [Test]
    public void Without_a_note_nothing_is_removed()
    {
        Directory.CreateDirectory(folder.At("there"));
        MadeFolders.Note(Note, [folder.At("there")]);
        Assert.That(File.Exists(Note), Is.False);
        MadeFolders.Remove(Note);
        Assert.That(Directory.Exists(folder.At("there")), Is.True);
    }
}
