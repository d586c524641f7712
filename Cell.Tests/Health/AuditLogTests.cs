using System.Text;
using Cell.Cli;
using Cell.Tissue;
using CsCheck;
using NUnit.Framework;

namespace Cell.Health;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class AuditLogTests
{
    private const int Small = 2000;
    private readonly TestFolder folder = new();
    private readonly TestClock clock = new();

    [TearDown]
    public void Forget() => folder.Dispose();

    [Test]
    public async Task Entries_are_read_back_by_another_opening_and_the_chain_goes_on()
    {
        var head = await WriteAsync(3);
        await using var again = Open();
        Assert.That((again.Trouble, again.Head), Is.EqualTo(((AuditDeed?)null, head)));
        again.Append(Deed(4));
        Assert.That(Verdict(again), Is.EqualTo("4 entries, chain whole."));
        Assert.That(again.Last(AuditKind.Brake), Is.EqualTo("order 4"));
    }

    [Test]
    public async Task It_is_private()
    {
        await WriteAsync(1);
        Assert.That(File.GetUnixFileMode(Current), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test, Category("Invariant 8")]
    public async Task A_crash_at_any_byte_of_an_append_loses_nothing_that_was_answered()
    {
        await WriteAsync(2);
        var before = new FileInfo(Current).Length;
        await WriteAsync(1);
        var whole = File.ReadAllBytes(Current);
        for (var length = before; length <= whole.Length; length++)
        {
            File.WriteAllBytes(Current, whole[..(int)length]);
            await using var log = Open();
            var isTorn = length > before && length < whole.Length;
            Assert.That(log.Trouble?.Kind, Is.EqualTo(isTorn ? AuditKind.Repaired : null), $"cut at byte {length}");
            Assert.That((log.Head.Seq, Verdict(log)), Is.EqualTo((length > before ? 3 : 2, $"{(length > before ? 3 : 2)} entries, chain whole.")), $"cut at byte {length}");
            if (isTorn)
            {
                Assert.That(log.Trouble!.What, Does.StartWith($"{length - before} bytes"), "it says so in itself"); // torn: there is trouble
            }
        }
    }

    [Test]
    public async Task Zeros_that_a_file_system_left_are_cut_off()
    {
        await WriteAsync(2);
        File.AppendAllText(Current, new string('\0', 300));
        await using var log = Open();
        Assert.That(log.Trouble?.Kind, Is.EqualTo(AuditKind.Repaired));
        Assert.That(Verdict(log), Is.EqualTo("3 entries, chain whole."));
    }

    [Test]
    public async Task Any_changed_byte_is_found_at_the_next_start_and_by_a_reader()
    {
        await WriteAsync(4);
        var whole = File.ReadAllBytes(Current);
        for (var at = 0; at < whole.Length; at++)
        {
            var changed = whole.ToArray();
            changed[at] ^= (byte)(1 << (at % 8));
            await using (var reading = Open())
            {
                // Changed under a running cell.
                File.WriteAllBytes(Current, changed);
                Assert.That(Verdict(reading), Does.StartWith("The chain is BROKEN"), $"byte {at}");
            }

            await using (var log = Open())
            {
                // Without its last end of line it is the same as a torn one: what is missing then shows by the head that others remember.
                Assert.That(log.Trouble?.Kind, Is.EqualTo(at == whole.Length - 1 ? AuditKind.Repaired : AuditKind.Broken), $"byte {at}");
            }

            Array.ForEach(Directory.GetFiles(folder.Path, "audit*"), File.Delete);
            File.WriteAllBytes(Current, whole);
        }
    }

    [Test]
    public async Task Removed_repeated_and_reordered_lines_are_found()
    {
        const int Count = 8;
        await using var log = AuditLog.Open(folder.Path, clock, AuditLog.SegmentBytes);
        await WriteAsync(Count, log);
        var lines = File.ReadAllLines(Current);
        Gen.Select(Gen.Int[0, Count - 1], Gen.Int[0, Count - 1], Gen.Int[0, 2]).Sample(
            (one, other, kind) =>
            {
                var changed = lines.ToList();
                switch (kind)
                {
                    case 0:
                        changed.RemoveAt(one);
                        break;
                    case 1:
                        changed.Insert(other, changed[one]);
                        break;
                    default:
                        (changed[one], changed[other]) = (changed[other], changed[one]);
                        break;
                }

                File.WriteAllText(Current, string.Concat(changed.Select(line => line + "\n")));
                return Verdict(log).StartsWith("The chain is BROKEN", StringComparison.Ordinal) != changed.SequenceEqual(lines);
            },
            iter: 300,
            threads: 1);
    }

    [Test]
    public async Task A_changed_file_is_kept_aside_whole_and_the_log_goes_on_after_its_last_good_entry()
    {
        await WriteAsync(3);
        var changed = File.ReadAllText(Current).Replace("order 2", "order 9", StringComparison.Ordinal);
        File.WriteAllText(Current, changed);
        await using var log = Open();
        log.Append(Deed(4));
        Assert.That(log.Trouble?.What, Does.StartWith("audit.log was changed: line 2: its hash is not that of its bytes."));
        Assert.That(File.ReadAllText(Directory.GetFiles(folder.Path, "audit.broken-*.log").Single()), Is.EqualTo(changed), "nothing is lost");
        Assert.That(Verdict(log), Does.StartWith("3 entries, chain whole; it tells of a broken one: entry 2: audit.log was changed"));
        Assert.That(await ReopenedAsync(log), Does.StartWith("3 entries, chain whole"), "and it stays so");
    }

    [Test]
    public async Task Full_files_stay_and_the_chain_goes_across_them()
    {
        await WriteAsync(40);
        await WriteAsync(3);
        await using var log = Open();
        Assert.That(new AuditFiles(folder.Path).Full(), Has.Count.GreaterThan(3));
        Assert.That(Directory.GetFiles(folder.Path).Select(path => new FileInfo(path).Length), Has.All.LessThanOrEqualTo(Small));
        Assert.That(Verdict(log), Is.EqualTo("43 entries, chain whole."));
        File.Delete(new AuditFiles(folder.Path).Full()[0].Path);
        Assert.That(Verdict(log), Does.Contain("chain whole from entry ").And.Contain("older files are not there any more"));
    }

    [Test]
    public async Task A_fall_between_two_files_is_none()
    {
        await WriteAsync(2);
        new AuditFiles(folder.Path).Retire(1);
        await using var log = Open();
        log.Append(Deed(3));
        Assert.That((log.Trouble, Verdict(log)), Is.EqualTo(((AuditDeed?)null, "3 entries, chain whole.")));
    }

    [Test]
    public async Task A_missing_file_in_the_middle_is_found()
    {
        await WriteAsync(40);
        await using var log = Open();
        File.Delete(new AuditFiles(folder.Path).Full()[1].Path);
        Assert.That(Verdict(log), Does.StartWith("The chain is BROKEN: after entry ").And.Contain("was due"));
    }

    [Test]
    public async Task A_changed_full_file_keeps_its_place_and_no_file_takes_it()
    {
        await WriteAsync(40);
        var last = new AuditFiles(folder.Path).Full()[^1];
        File.WriteAllText(last.Path, "rubbish");
        await using var log = Open();
        Assert.That(log.Trouble?.What, Does.Contain(Path.GetFileName(last.Path)));
        await WriteAsync(40, log);
        Assert.That(File.ReadAllText(last.Path), Is.EqualTo("rubbish"));
        Assert.That(Verdict(log), Does.StartWith("The chain is BROKEN"));
    }

    [Test]
    public async Task Many_entries_come_page_by_page()
    {
        await using var log = AuditLog.Open(folder.Path, clock, AuditLog.SegmentBytes);
        await WriteAsync(AuditFiles.LinesAPage * 2, log);
        Assert.That(log.Read(0, TestRoster.Id(1)).Lines, Has.Count.EqualTo(AuditFiles.LinesAPage));
        Assert.That(Verdict(log), Is.EqualTo($"{AuditFiles.LinesAPage * 2} entries, chain whole."));
    }

    [Test]
    public async Task A_lost_end_shows_by_the_head_and_by_nothing_else()
    {
        await WriteAsync(3);
        await using var log = Open();
        File.WriteAllLines(Current, File.ReadAllLines(Current)[..2]);
        Assert.That(Verdict(log), Does.StartWith("The chain is BROKEN: it ends with entry 2, but the cell has written 3"));
        Assert.That(await ReopenedAsync(log), Is.EqualTo("2 entries, chain whole."), "nobody who remembers");
    }

    [Test]
    public async Task What_is_long_is_cut_and_what_is_strange_is_kept()
    {
        await using var log = Open();
        log.Append(new AuditDeed(AuditKind.Refused, new string('n', 300), "a\n\u001b[31m\"\u2028" + new string('w', 2000), "from"));
        var entry = AuditChain.Read(Encoding.UTF8.GetBytes(log.Read(0, TestRoster.Id(1)).Lines.Single()), null).Entry!; // whole
        Assert.That((entry.By.Length, entry.What.Length), Is.EqualTo((201, 1001)));
        Assert.That(entry.What, Does.StartWith("a\n\u001b[31m\"\u2028w"));
    }

    private string Current => folder.At("audit.log");

    private AuditLog Open() => AuditLog.Open(folder.Path, clock, Small);

    private static AuditDeed Deed(int number) => new(AuditKind.Brake, "operator ann", $"order {number}", "box");

    private async Task<AuditHead> WriteAsync(int count)
    {
        await using var log = Open();
        return await WriteAsync(count, log);
    }

    private static Task<AuditHead> WriteAsync(int count, AuditLog log)
    {
        for (var number = 1; number <= count; number++)
        {
            log.Append(Deed((int)log.Head.Seq + 1));
        }

        return Task.FromResult(log.Head);
    }

    private async Task<string> ReopenedAsync(AuditLog log)
    {
        await log.DisposeAsync();
        await using var again = Open();
        return Verdict(again);
    }

    // As `cell events --audit` reads it.
    private static string Verdict(AuditLog log)
    {
        var reader = new AuditReader(DateTimeOffset.MinValue, TextWriter.Null, json: true);
        for (var page = log.Read(0, TestRoster.Id(1)); ; page = log.Read(page.Next, TestRoster.Id(1)))
        {
            if (!reader.Read(page))
            {
                return reader.Verdict;
            }
        }
    }
}
