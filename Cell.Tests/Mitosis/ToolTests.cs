using NUnit.Framework;

namespace Cell.Mitosis;

internal sealed class ToolTests
{
    [Test]
    public async Task What_a_program_says_and_how_it_ends_comes_back() =>
        Assert.That(await Tool.RunAsync("sh", ["-c", "cat; echo no >&2; exit 3"], "words", Tool.Patience), Is.EqualTo(new ToolResult(3, "words", "no\n")));

    [Test]
    public async Task A_program_that_is_not_there_is_said_so()
    {
        var result = await Tool.RunAsync("no-such-program");
        Assert.That(result.Code, Is.EqualTo(127));
        Assert.That(result.Trouble, Does.StartWith("exit code 127: no-such-program: "));
    }

    [Test]
    public async Task A_program_that_hangs_is_killed_with_its_children()
    {
        var start = TimeProvider.System.GetTimestamp();
        var result = await Tool.RunAsync("sh", ["-c", "sleep 60 & sleep 60; wait"], "", TimeSpan.FromMilliseconds(200));
        Assert.That(result, Is.EqualTo(new ToolResult(124, "", "sh did not end within 0 s")));
        Assert.That(TimeProvider.System.GetElapsedTime(start), Is.LessThan(TimeSpan.FromSeconds(20)));
    }

    [Test]
    public async Task A_program_that_reads_nothing_may_end_before_it_was_told_everything() =>
        Assert.That((await Tool.RunAsync("sh", ["-c", "exit 4"], new string('x', 1_000_000), Tool.Patience)).Code, Is.EqualTo(4));
}
