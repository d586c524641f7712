using Cell.Tissue;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Cell.Mitosis;

internal sealed class GuardMarksTests
{
    private readonly FakeTimeProvider time = new(TestClock.Noon);

    [Test]
    public void The_first_accepted_heartbeat_is_the_birth()
    {
        using var folder = new TestFolder();
        Marks(folder).Heard();
        Assert.That(Names(folder), Is.EquivalentTo(new[] { "born", "heard" }));
    }

    [Test]
    public void The_birth_is_marked_once()
    {
        using var folder = new TestFolder();
        var marks = Marks(folder);
        marks.Heard();
        File.Delete(folder.At("born"));
        time.Advance(TimeSpan.FromHours(1));
        marks.Heard();
        Assert.That(Names(folder), Is.EquivalentTo(new[] { "heard" }));
    }

    [Test]
    public void That_a_health_cell_answers_is_marked_each_minute()
    {
        using var folder = new TestFolder();
        var marks = Marks(folder);
        marks.Heard();
        time.Advance(TimeSpan.FromSeconds(59));
        marks.Heard();
        Assert.That(File.GetLastWriteTimeUtc(folder.At("heard")), Is.EqualTo(TestClock.Noon.UtcDateTime));
        time.Advance(TimeSpan.FromSeconds(1));
        marks.Heard();
        Assert.That(File.GetLastWriteTimeUtc(folder.At("heard")), Is.EqualTo(TestClock.Noon.AddMinutes(1).UtcDateTime));
    }

    [Test]
    public void A_cell_that_is_to_end_says_so()
    {
        using var folder = new TestFolder();
        Marks(folder).Die();
        Assert.That(Names(folder), Is.EquivalentTo(new[] { "die" }));
    }

    [Test]
    public void Marks_are_empty()
    {
        using var folder = new TestFolder();
        Marks(folder).Heard();
        Marks(folder).Die();
        Assert.That(Directory.GetFiles(folder.Path).Select(file => new FileInfo(file).Length), Is.All.Zero);
    }

    private GuardMarks Marks(TestFolder folder) => new(new DataFolder(folder.Path), time);

    private static IEnumerable<string?> Names(TestFolder folder) => Directory.GetFiles(folder.Path).Select(Path.GetFileName);
}
