using System.Globalization;
using NUnit.Framework;

namespace Cell.Binary;

/// <summary>What is acknowledged is on disk before: seen in the order of system calls. A killed process loses no page cache, so that alone would
/// not show it.</summary>
[Category("Binary")]
[Category("Invariant 8")]
internal sealed class DiskOrderTests
{
    private const int Submitted = 20;

    [Test]
    public async Task A_page_is_written_and_synchronised_before_it_is_acknowledged()
    {
        await using var habitat = await Habitat.WithOrganismAsync(null);
        var trace = await TracedAsync(habitat);
        using var crawler = new OutsideCrawler(habitat.Operator, habitat.Port + 1);
        await crawler.JoinAsync();
        var marks = Enumerable.Range(0, Submitted).Select(number => $"mark-{number:D4}-mark").ToList();
        var times = new List<(double Asked, double Told)>();
        foreach (var mark in marks)
        {
            var asked = Now();
            await crawler.SubmitAsync(OutsideCrawler.Page(mark), CancellationToken.None);
            times.Add((asked, Now()));
        }

        var calls = await trace.EndAsync();
        foreach (var (mark, time) in marks.Zip(times))
        {
            Assert.That(Fault(calls, "pages-log.db", mark, call => call.IsSend && call.On.Contains($":{crawler.WorkPort}]", StringComparison.Ordinal), time), Is.Empty, mark);
        }
    }

    [TestCase("frontier/00000001.log")]
    [TestCase("audit.log")]
    public async Task A_seed_and_its_entry_in_the_audit_log_are_written_and_synchronised_before_it_is_acknowledged(string file)
    {
        await using var habitat = await Habitat.WithOrganismAsync(null);
        var trace = await TracedAsync(habitat);
        var asked = Now();
        await habitat.CrawlAsync("http://seed-mark.invalid/");
        var told = Now();
        var calls = await trace.EndAsync();
        Assert.That(Fault(calls, file, "seed-mark.invalid", call => call.IsSend && call.On.Contains("UNIX", StringComparison.Ordinal), (asked, told)), Is.Empty);
    }

    private static double Now() => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;

    /// <summary>"" when the mark was written, then synchronised, then answered.</summary>
    private static string Fault(IReadOnlyList<SystemCall> calls, string file, string mark, Func<SystemCall, bool> answers, (double Asked, double Told) time)
    {
        // Both clocks are the same one; the test's is cut to milliseconds. The last one: HTTP/2 sends other frames (PING) before the answer.
        var answer = calls.LastOrDefault(call => answers(call) && call.Begun >= time.Asked && call.Begun <= time.Told + 0.001);
        var written = calls.FirstOrDefault(call => call.IsWrite && call.On.EndsWith(file, StringComparison.Ordinal) && call.Text.Contains(mark, StringComparison.Ordinal));
        if (answer is null || written is null)
        {
            return $"no {(answer is null ? "answer" : "write")} is in the trace of {calls.Count} calls";
        }

        var synchronised = calls.FirstOrDefault(call => call.IsSynchronise && call.On.EndsWith(file, StringComparison.Ordinal) && call.Begun >= written.Ended && call.Ended <= answer.Begun);
        return synchronised is not null
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $"written at {written.Ended:F6}, answered at {answer.Begun:F6}, not synchronised between");
    }

    private static async Task<Trace> TracedAsync(Habitat habitat)
    {
        if (!await Trace.IsPossibleAsync(habitat))
        {
            Assert.Ignore("strace cannot trace here: apt-get install strace, and allow ptrace.");
        }

        var file = habitat.At("trace");
        var cell = habitat.Launch(Trace.Command(file, [PublishedBinary.Path, "start", "--data", habitat.Data, "--role", "api", "--role", "health"]));
        await habitat.ReadyAsync(cell, habitat.Data);
        return new Trace(cell, file);
    }
}
