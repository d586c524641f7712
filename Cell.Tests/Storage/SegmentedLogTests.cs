using System.Text;
using CsCheck;
using NUnit.Framework;

namespace Cell.Storage;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class SegmentedLogTests
{
    private readonly TestFolder folder = new();

    [TearDown]
    public void Forget() => folder.Dispose();

    [Test, Category("Invariant 8")]
    public void What_was_committed_is_read_back_in_its_order()
    {
        using (var log = Open(out _))
        {
            Append(log, "one", "two", "three");
            log.Commit();
        }

        using var again = Open(out var records);
        Assert.That(records, Is.EqualTo(new[] { "one", "two", "three" }));
    }

    [Test]
    public void A_record_is_read_at_its_place_before_and_after_the_commit()
    {
        using var log = Open(out _);
        var short_ = log.Append("short"u8);
        var wide = log.Append(Encoding.UTF8.GetBytes(new string('x', 3000)));
        Assert.That((log.Read(short_).Length, log.Read(wide).Length), Is.EqualTo((5, 3000)));
        log.Commit();
        Assert.That((log.Read(short_).Length, log.Read(wide).Length), Is.EqualTo((5, 3000)));
    }

    [Test]
    public void What_is_not_committed_is_nothing()
    {
        using (var log = Open(out _))
        {
            Append(log, "kept");
            log.Commit();
            Append(log, "lost");
        }

        using var again = Open(out var records);
        Assert.That(records, Is.EqualTo(new[] { "kept" }));
    }

    [Test]
    public void It_goes_on_in_further_files_when_one_is_full()
    {
        var written = Enumerable.Range(0, 3000).Select(number => $"{number} {new string('x', 1000)}").ToList();
        using (var log = Open(out _))
        {
            Append(log, [.. written]);
            log.Commit();
            Assert.That(log.Newest, Is.GreaterThan(log.Oldest));
        }

        using var again = Open(out var records);
        Assert.That(records, Is.EqualTo(written));
    }

    // A power cut leaves any part of the last writes, in any order.
    [Test, Category("Invariant 8")]
    public void After_a_torn_write_everything_before_it_is_there_and_what_comes_later_too() => Gen.Select(Gen.Int[1, 300], Gen.Int[1, 30], Gen.Byte[1, 255]).Sample(
        (from, length, noise) =>
        {
            using var torn = new TestFolder();
            using (var log = new SegmentedLog(torn.Path))
            {
                log.Load((_, _) => { });
                Append(log, "acknowledged");
                log.Commit();
                Append(log, [.. Enumerable.Range(0, 20).Select(number => $"under way {number}")]);
                log.Commit();
            }

            using (var file = File.OpenWrite(Path.Combine(torn.Path, "00000001.log")))
            {
                file.Position = LogSegment.Frame + "acknowledged".Length + from;
                file.Write([.. Enumerable.Repeat(noise, length)]);
            }

            using (var log = new SegmentedLog(torn.Path))
            {
                log.Load((_, _) => { });
                Append(log, "later");
                log.Commit();
            }

            var records = new List<string>();
            using var again = new SegmentedLog(torn.Path);
            again.Load((_, record) => records.Add(Encoding.UTF8.GetString(record)));
            return records[0] == "acknowledged" && records[^1] == "later";
        },
        iter: 60);

    [Test]
    public void Damage_in_an_earlier_file_is_told()
    {
        using (var log = Open(out _))
        {
            Append(log, [.. Enumerable.Range(0, 2000).Select(number => $"{number} {new string('x', 1000)}")]);
            log.Commit();
        }

        using (var file = File.OpenWrite(folder.At("00000001.log")))
        {
            file.Position = 5000;
            file.WriteByte(0);
        }

        using var again = new SegmentedLog(folder.Path);
        Assert.That(again.Load((_, _) => { }), Is.False);
    }

    private SegmentedLog Open(out List<string> records)
    {
        var log = new SegmentedLog(folder.Path);
        var found = records = [];
        log.Load((_, record) => found.Add(Encoding.UTF8.GetString(record)));
        return log;
    }

    private static void Append(SegmentedLog log, params string[] records)
    {
        foreach (var record in records)
        {
            log.Append(Encoding.UTF8.GetBytes(record));
        }
    }
}
