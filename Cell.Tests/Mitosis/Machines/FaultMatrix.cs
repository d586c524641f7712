using System.Diagnostics;
using System.Text;
using NUnit.Framework;
using NUnit.Framework.Internal;

namespace Cell.Mitosis;

/// <summary>One cell of the matrix: a fault at a moment of a birth.</summary>
/// <param name="WhyNot">Why there is no such thing; "" when it is run.</param>
internal sealed record FaultCase(BirthPoint Point, Fault Fault, string WhyNot)
{
    public override string ToString() => $"{Point}: {Fault.Name}";
}

/// <param name="Verdict">How the machine settled, and after how many seconds from the fault on; or what did not hold.</param>
/// <param name="Where">The system call at which the birth was.</param>
internal sealed record FaultResult(FaultCase Case, bool Holds, string Verdict, string Where);

/// <summary>Which faults there are at which moments.</summary>
internal static class FaultMatrix
{
    // The keepers' deadline, the guard's, and a beat of each.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(230);

    public static readonly IReadOnlyList<Fault> Columns =
    [
        Fault.MotherKilled, Fault.PowerCut, Fault.CutBriefly, Fault.CutForGood, Fault.SshdStopped, Fault.ImplantKilled, Fault.GuardKilled, Fault.DaughterDies, Fault.DaughterSilent, Fault.DaughterHangs,
        Fault.SecondMother,
    ];

    public static readonly IReadOnlyList<FaultCase> Cases = [.. BirthPoint.All.SelectMany(point => Columns.Select(column => At(point, column)))];

    public static FaultCase At(BirthPoint point, Fault fault)
    {
        var hasDaughter = point.Step > 7;
        var isStart = point == BirthPoint.Start;
        var hasGuard = point == BirthPoint.Commit || point == BirthPoint.Born || point == BirthPoint.Close;
        return fault switch
        {
            _ when fault == Fault.ImplantKilled && point.Step is 1 => new(point, fault, "nothing of the birth runs there yet"),
            _ when fault == Fault.ImplantKilled && point.Step > 8 => new(point, fault, "it has ended"),
            _ when fault == Fault.GuardKilled && !hasGuard => new(point, fault, point.Step < 8 ? "none is at work yet" : "its work is done"),
            _ when fault == Fault.DaughterDies && isStart => new(point, Fault.DaughterDiesAtOnce, ""),
            _ when fault == Fault.DaughterHangs && isStart => new(point, Fault.DaughterHangsAtOnce, ""),
            _ when fault == Fault.DaughterSilent => new(point, fault, isStart ? "" : hasDaughter ? "she has reported" : "there is none yet"),
            _ when (fault == Fault.DaughterDies || fault == Fault.DaughterHangs) && !hasDaughter => new(point, fault, "there is none yet"),
            _ => new(point, fault, ""),
        };
    }

    /// <summary>All that can be, several machines at a time, each birth with an organism of its own.</summary>
    public static async Task<IReadOnlyList<FaultResult>> RunAsync(IReadOnlyList<FaultCase> cases, IReadOnlyList<string> machines, int port)
    {
        var waiting = new Queue<FaultCase>(cases.Where(one => one.WhyNot.Length == 0).OrderByDescending(one => one.Fault == Fault.CutForGood));
        var results = new List<FaultResult>();
        await Task.WhenAll(machines.Select(async (machine, number) =>
        {
            await Task.Yield();
            while (true)
            {
                FaultCase next;
                lock (waiting)
                {
                    if (!waiting.TryDequeue(out next!)) // true: it is there
                    {
                        return;
                    }
                }

                var result = await RunAsync(next, machine, port + (20 * number));
                await TestContext.Progress.WriteLineAsync($"{machine} {(result.Holds ? "holds" : "BROKEN")} {next}{(result.Where.Length > 0 ? $" (at {result.Where})" : "")}: {result.Verdict}");
                lock (results)
                {
                    results.Add(result);
                }
            }
        }));
        return [.. results, .. cases.Where(one => one.WhyNot.Length > 0).Select(one => new FaultResult(one, true, one.WhyNot, ""))];
    }

    /// <summary>How often implant and guard write to the disk in a whole birth, as it is when nothing goes wrong.</summary>
    public static async Task<IReadOnlyList<(string Who, int Count)>> WritesAsync(string machine, int port)
    {
        await Nursery.FreshAsync(machine);
        await using var pool = await StemPool.FoundAsync(port);
        await pool.AddAsync(machine);
        await Faults.ArmAsync(machine);
        await Faults.LogAsync(machine);
        var end = await pool.DivideAsync(await pool.StartAsync("mother"), machine);
        Assert.That(end.Code, Is.Zero, end.Detail);

        // guard exec …, guard open …, …: several ticks. Only one of them writes more than its lock.
        var events = (await Faults.LoggedAsync(machine)).Where(line => line.Split(' ')[1] is not ("exec" or "rename" or "renamed")).Select(line => line.Split(' ')[0]).ToList();
        return [("implant", events.Count(who => who == "implant")), ("guard", events.Count(who => who == "guard") - 1)];
    }

    /// <summary>Rows are moments, columns are faults.</summary>
    public static string Draw(IReadOnlyList<FaultResult> results)
    {
        var table = new StringBuilder();
        table.AppendLine($"| {"step",-22} | {string.Join(" | ", Columns.Select(column => $"{column.Name,-22}"))} |");
        foreach (var point in BirthPoint.All)
        {
            var row = Columns.Select(column => results.FirstOrDefault(result => result.Case.Point == point && result.Case.Fault.Name == column.Name) is { } result
                ? result.Case.WhyNot.Length > 0 ? $"({result.Verdict})" : result.Holds ? result.Verdict : "BROKEN"
                : "");
            table.AppendLine($"| {point,-22} | {string.Join(" | ", row.Select(text => $"{text,-22}"))} |");
        }

        table.AppendLine("Where the birth really was:");
        foreach (var result in results.Where(result => result.Where.Length > 0).OrderBy(result => result.Case.Point.Step))
        {
            table.AppendLine($"{result.Case}: {result.Where}");
        }

        return table.ToString();
    }

    private static async Task<FaultResult> RunAsync(FaultCase one, string machine, int port)
    {
        // What does not hold here must not stand among the failures of the other cases.
        using var apart = new TestExecutionContext.IsolatedContext();
        try
        {
            // A machine of an earlier organism would refuse this one.
            await Nursery.FreshAsync(machine);
            await using var pool = await StemPool.FoundAsync(port);
            await pool.AddAsync(machine);
            await Faults.ArmAsync(machine);
            await Nursery.ShellAsync(machine, one.Fault.Before);
            var keeper = await pool.StartAsync("keeper", "health", "api");
            var mother = await pool.StartAsync("mother", await Faults.InMotherAsync(pool.At("mother")), "crawler");
            var blank = await Nursery.TracesAsync(machine);
            var birth = new HeldBirth(pool, mother, machine, one.Point);
            await birth.ReachAsync();
            var start = Stopwatch.GetTimestamp();
            await one.Fault.Happen(birth);
            await one.Fault.Mend(birth);
            await birth.Division;
            var inspection = new Inspection(pool, keeper, machine, blank);
            var verdict = await (one.Fault == Fault.DaughterHangs ? inspection.AssertSettlesOrFallsSilentAsync(Deadline) : inspection.AssertSettlesAsync(Deadline));
            return new FaultResult(one, true, $"{verdict} {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s", birth.Where);
        }
        catch (Exception broken) when (broken is AssertionException or OperationCanceledException or IOException)
        {
            return new FaultResult(one, false, broken.Message, "");
        }
        finally
        {
            await Nursery.DoAsync("heal", machine);
        }
    }
}
