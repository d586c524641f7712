using NUnit.Framework;

namespace Cell.Mitosis;

/// <summary>A second health cell is born, and from then on nobody is born without both, unless one is known to be down.</summary>
[Category("Nursery")]
[Category("Invariant 5")]
[Category("Invariant 7")]
internal sealed class TwoHealthCellsTests
{
    private const string Other = "stem1";
    private static readonly string[] Machines = [Other, "stem2", "stem3"];

    [Test]
    public async Task Both_sign_and_neither_side_of_a_cut_lets_anybody_be_born()
    {
        await using var pool = await StemPool.FoundAsync();
        await pool.AddFreshAsync(Machines);

        await pool.EditAsync(draft => draft
            .Replace("\"crawler\": { \"min\": 0 }", "\"crawler\": { \"min\": 0 }, \"health\": { \"min\": 1, \"max\": 2 }", StringComparison.Ordinal)
            .Replace("\"health\": { \"hosts\": [\"10.77.0.1\"", $"\"health\": {{ \"hosts\": [\"10.77.0.1\", \"{Other}\"", StringComparison.Ordinal));
        var founder = await pool.StartAsync("founder");
        var second = await pool.RunAsync("divide", "--role", "health", "--target", Other, "--data", founder.Data);
        Assert.That(second.Good, Is.True, second.Trouble);

        await Eventually.IsTrueAsync("the founder on the other's roster", TimeSpan.FromSeconds(20), async () => (await StatusThereAsync()).Contains("10.77.0.1", StringComparison.Ordinal));
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System, CancellationToken.None);
        var both = await pool.DivideAsync(founder, "stem2");
        Assert.That(both.Code, Is.Zero, both.Detail);
        await Eventually.IsTrueAsync("the crawler on both rosters", TimeSpan.FromSeconds(20), async () => (await StatusThereAsync()).Contains("stem2", StringComparison.Ordinal));

        await Nursery.DoAsync("cut", Other);
        var alone = await pool.DivideAsync(founder, "stem3");
        Assert.That((alone.Code, alone.Detail), Is.EqualTo((4, alone.Detail)));
        Assert.That(alone.Detail, Does.Contain("1 of 2 signatures: health cells may live on 10.77.0.1, stem1."));
        await Task.Delay(TimeSpan.FromSeconds(12), TimeProvider.System, CancellationToken.None);
        Assert.That((await pool.DivideAsync(founder, "stem3")).Detail, Does.Contain("1 of 2 signatures"), "held dead by its silence alone, it may live");

        await Nursery.DoAsync("heal", Other);
        await Eventually.IsTrueAsync("the other health cell back", TimeSpan.FromSeconds(30), async () => (await pool.RowAsync(Other)).State == "cell");
        await Nursery.CrashAsync(Other);
        await Task.Delay(TimeSpan.FromSeconds(6), TimeProvider.System, CancellationToken.None);
        var last = await pool.DivideAsync(founder, "stem3");
        Assert.That(last.Code, Is.Zero, $"its port is closed: {last.Detail}");
    }

    private static Task<string> StatusThereAsync() => Nursery.ShellAsync(Other, "/usr/local/lib/cell/cell status --data /var/lib/cell");
}
