using NUnit.Framework;

namespace Cell.Mitosis;

[Category("Nursery")]
[Category("Invariant 2")]
internal sealed class OneMachineOneCellTests() : StemFixture(Machine)
{
    private const string Machine = "stem2";

    [Test]
    public async Task Two_mothers_with_two_tickets_bear_one_cell()
    {
        const string Wanted = "stem3";
        await Nursery.FreshAsync(Wanted);
        await Pool.AddAsync(Wanted);
        var rival = await Pool.StartAsync("rival");
        var ends = await Task.WhenAll(Pool.DivideAsync(Founder, Wanted), Pool.DivideAsync(rival, Wanted));
        await TestContext.Out.WriteLineAsync(string.Join('\n', ends.Select(end => $"{end.Code}: {end.Detail}")));
        Assert.That(ends.Count(end => end.Code == 0), Is.EqualTo(1));
        var winner = ends.Single(end => end.Code == 0);
        Assert.That(ends.Single(end => end.Code != 0).Detail, Does.Contain("busy: another mother is here").Or.Contain("is not blank").Or.Contain("Somebody else is at work").Or.Contain("does not let the pool's key in")
            .Or.Contain("is promised to birth").Or.Contain("was not compared with another health cell yet"));
        var birth = winner.Steps[0].Detail.Split(' ')[1].TrimEnd(':');
        Assert.That(await Nursery.ShellAsync(Wanted, "sed -n 's/.*\"birth\": \"\\(.*\\)\".*/\\1/p' /var/lib/cell-receptor/state.json"), Is.EqualTo(birth));
        Assert.That(await Nursery.ShellAsync(Wanted, "pgrep -fc '/usr/local/lib/cell/[c]ell start'"), Is.EqualTo("1"));
    }

    [TestCase("null")]
    [TestCase("{}", Category = "Long")]
    [TestCase("", Category = "Long")]
    [Category("Invariant 10")]
    public async Task A_machine_whose_state_cannot_be_read_takes_no_cell(string state)
    {
        await Nursery.ShellAsync(Machine, $"printf '{state}' >/var/lib/cell-receptor/state.json");
        var before = await Nursery.TracesAsync(Machine);
        var end = await Pool.DivideAsync(Founder, Machine);
        Assert.That(end.Code, Is.EqualTo(6));
        Assert.That(end.Detail, Does.StartWith($"{Machine} refused: /var/lib/cell-receptor/state.json cannot be read"));
        await Nursery.AssertBecomesAsync(Machine, before, TimeSpan.FromSeconds(5));
    }
}
