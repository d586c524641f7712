using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Mitosis;

/// <summary>Many births, many mothers, many machines.</summary>
[Category("Nursery")]
[Category("Long")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ManyDivisionsTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private const int Port = 7640;
    private StemPool? pool;

    [Test, Category("Invariant 4")]
    public async Task A_hundred_divisions_and_deaths_leave_nothing_and_nothing_grows()
    {
        const int Births = 100;
        const int Settled = 20;
        var machines = await PrepareAsync(3);
        var mother = await pool!.StartAsync("mother"); // made by PrepareAsync
        var inspections = new List<Inspection>();
        foreach (var machine in machines)
        {
            inspections.Add(new Inspection(pool, mother, machine, await Nursery.TracesAsync(machine)));
        }

        // While one machine is made blank, the next one bears.
        var freed = machines.Select(_ => Task.CompletedTask).ToArray();
        var early = Figures.Of(mother);
        var durations = new List<long>();
        for (var birth = 0; birth < Births; birth++)
        {
            var at = birth % machines.Count;
            await freed[at];
            var end = await pool.DivideAsync(mother, machines[at]);
            Assert.That(end.Code, Is.Zero, $"birth {birth + 1}: {end.Detail}");
            Assert.That(await inspections[at].AssertSettlesAsync(Patience), Is.EqualTo("lives"));
            durations.Add(end.Steps[^1].Ms);
            await TestContext.Progress.WriteLineAsync($"birth {birth + 1} on {machines[at]}: {end.Steps[^1].Ms} ms");
            freed[at] = DieAsync(end.Detail.Split(' ')[0], machines[at], inspections[at]);
            if (birth == Settled - 1)
            {
                early = Figures.Of(mother);
            }
        }

        await Task.WhenAll(freed);
        var late = Figures.Of(mother);
        await TestContext.Out.WriteLineAsync($"after {Settled}: {early}\nafter {Births}: {late}\na division: median {durations.Order().ElementAt(Births / 2)} ms, most {durations.Max()} ms");
        Assert.That(late.ResidentKiB - early.ResidentKiB, Is.LessThan(20 * 1024), "memory");
        Assert.That(late.Threads - early.Threads, Is.LessThan(10), "threads");
        Assert.That(late.Handles - early.Handles, Is.LessThan(10), "handles");
        Assert.That(late.Files - early.Files, Is.LessThan(10), "files");
        Assert.That((late.Bytes - early.Bytes) / (Births - Settled), Is.LessThan(20 * 1024), "bytes of the data folder a birth");
    }

    [Test, Category("Invariant 2"), Category("Invariant 5")]
    public async Task Ten_mothers_after_three_machines_bear_exactly_three_cells()
    {
        const int Mothers = 10;
        var machines = await PrepareAsync(3);
        var mothers = new List<Founder> { await pool!.StartAsync("mother0") }; // made by PrepareAsync
        for (var number = 1; number < Mothers; number++)
        {
            mothers.Add(await pool.StartAsync($"mother{number}", "crawler"));
        }

        var blank = await Task.WhenAll(machines.Select(Nursery.TracesAsync));
        var ends = await Task.WhenAll(mothers.Select((mother, number) => pool.DivideAsync(mother, machines[number % machines.Count])));
        await TestContext.Out.WriteLineAsync(string.Join('\n', ends.Select(end => $"{end.Code}: {end.Detail}")));
        Assert.That(ends.Count(end => end.Code == 0), Is.EqualTo(machines.Count));
        Assert.That(ends.Where(end => end.Code != 0).Select(end => (end.Code, end.Detail)), Has.All.Matches<(int Code, string Detail)>(end => end.Code == 4 && (end.Detail.Contains(" is promised to birth ", StringComparison.Ordinal) || end.Detail.Contains(" is occupied by the living cell ", StringComparison.Ordinal))));
        for (var number = 0; number < machines.Count; number++)
        {
            Assert.That(await new Inspection(pool, mothers[0], machines[number], blank[number]).AssertSettlesAsync(Patience), Is.EqualTo("lives"));
        }

        Assert.That((await pool.StatusAsync(mothers[0])).Roster.Cells.Count(entry => entry.Facts.Birth.Length > 0), Is.EqualTo(machines.Count));
    }

    [Test, Category("Invariant 2")]
    public async Task Twenty_daughters_in_a_row_know_their_places()
    {
        const int Daughters = 20;
        var machines = await PrepareAsync(Daughters);
        var mother = await pool!.StartAsync("mother"); // made by PrepareAsync
        var births = new Dictionary<string, string>();
        var durations = new List<long>();
        foreach (var machine in machines)
        {
            var end = await pool.DivideAsync(mother, machine);
            Assert.That(end.Code, Is.Zero, end.Detail);
            durations.Add(end.Steps[^1].Ms);
            births[machine] = end.Steps[0].Detail.Split(' ')[1].TrimEnd(':');
        }

        var status = await pool.StatusAsync(mother);
        foreach (var machine in machines)
        {
            var entry = status.Roster.Cells.Single(entry => entry.Facts.Machine == machine);
            Assert.That((entry.State, entry.Facts.Mother, entry.Facts.Generation, entry.Facts.Birth), Is.EqualTo((CellState.Alive, (Identity.CellId?)status.Cell, 1, births[machine])), machine);
            Assert.That(
                await Nursery.ShellAsync(machine, "/usr/local/lib/cell/cell whoami | grep -E '^(Cell|Machine|State|Mother) ' | tr -s ' '; sed -n 's/.*\"birth\": *\"\\([^\"]*\\)\".*/\\1/p' /var/lib/private/cell/birth.json"),
                Is.EqualTo($"Cell {entry.Cell} ({entry.Cell.Short})\nMachine {machine}, slot 0\nState alive\nMother {status.Cell}\n{births[machine]}"));
        }

        await TestContext.Out.WriteLineAsync($"{Daughters} divisions in a row: median {durations.Order().ElementAt(Daughters / 2)} ms, most {durations.Max()} ms");
    }

    public async ValueTask DisposeAsync()
    {
        if (pool is not null)
        {
            await pool.DisposeAsync();
        }
    }

    private async Task<IReadOnlyList<string>> PrepareAsync(int count)
    {
        var machines = await Nursery.UpAsync(count);
        pool = await StemPool.FoundAsync(Port);
        await pool.EditAsync(draft => draft.Replace("\"crawler\": { \"min\": 0 }", "\"crawler\": { \"min\": 0, \"max\": 40 }", StringComparison.Ordinal));
        foreach (var machine in machines)
        {
            await Nursery.FreshAsync(machine);
            await pool.AddAsync(machine);
        }

        return machines;
    }

    private async Task DieAsync(string cell, string machine, Inspection inspection)
    {
        await pool!.DoAsync("die", cell, "--reason", "a test"); // made by PrepareAsync
        await inspection.AssertBecomesAsync("blank", Patience);
    }
}
