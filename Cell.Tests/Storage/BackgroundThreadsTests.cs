using System.Globalization;
using NUnit.Framework;

namespace Cell.Storage;

[Category("Invariant 9")]
internal sealed class BackgroundThreadsTests
{
    [Test]
    public async Task What_runs_there_weighs_a_tenth_and_what_follows_weighs_as_before()
    {
        Assume.That(OperatingSystem.IsLinux(), "a thread has its own weight on Linux only");
        var before = NiceOfThis();
        var inside = await BackgroundThreads.RunAsync(NiceOfThis, light: true);
        Assert.That((inside, NiceOfThis()), Is.EqualTo((10, before)));
        Assert.That(BackgroundThreads.AreLight, Is.True);
    }

    [Test]
    public async Task Where_nobody_else_is_there_it_weighs_as_much_as_any_other() => Assert.That(await BackgroundThreads.RunAsync(NiceOfThis, light: false), Is.EqualTo(NiceOfThis()));

    // A thread of the pool that was started by a light one would be light for ever.
    [Test]
    public async Task No_thread_of_the_pool_becomes_light()
    {
        Assume.That(OperatingSystem.IsLinux(), "a thread has its own weight on Linux only");
        await Task.WhenAll(Enumerable.Range(0, 500).Select(async at =>
        {
            await BackgroundThreads.RunAsync(() => at, light: true);
            SpinWait.SpinUntil(() => false, 1); // the pool has to grow
        }));
        var usual = NiceOf(File.ReadAllText("/proc/self/stat"));
        var light = Directory.GetDirectories("/proc/self/task").Select(Stat).OfType<string>().Where(stat => NiceOf(stat) > usual).Select(stat => stat[(stat.IndexOf('(', StringComparison.Ordinal) + 1)..stat.LastIndexOf(')')]);
        Assert.That(light, Has.None.StartsWith(".NET TP")); // the just-in-time compiler's worker may be light: whoever calls first starts it
    }

    [Test]
    public void A_fault_is_told_to_who_asked() =>
        Assert.That(async () => await BackgroundThreads.RunAsync<int>(() => throw new FormatException("no"), light: true), Throws.TypeOf<FormatException>().With.Message.EqualTo("no"));

    private static int NiceOfThis() => NiceOf(File.ReadAllText("/proc/thread-self/stat"));

    // 7 (name) S 1 …: nice is the 19th (proc(5)).
    private static int NiceOf(string stat) => int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[16], CultureInfo.InvariantCulture);

    private static string? Stat(string task)
    {
        try
        {
            return File.ReadAllText(Path.Combine(task, "stat"));
        }
        catch (IOException)
        {
            return null; // it has ended
        }
    }
}
