using NUnit.Framework;

namespace Cell.Mitosis;

/// <summary>A division cannot stay half way: every fault at every moment, for real.</summary>
[Category("Invariant 4")]
internal sealed class FaultMatrixTests
{
    // Clear of other tests' ports: twenty each.
    private const int Port = 7500;
    private const int Machines = 6;

    [Test, Category("Nursery")]
    public async Task The_worst_moments_end_right()
    {
        Nursery.Require();
        await AssertHoldAsync(
            [
                FaultMatrix.At(BirthPoint.Claim, Fault.PowerCut), FaultMatrix.At(BirthPoint.Sign, Fault.MotherKilled),
                FaultMatrix.At(BirthPoint.Born, Fault.DaughterDies), FaultMatrix.At(BirthPoint.Start, Fault.SecondMother),
            ],
            ["stem1", "stem2", "stem3"]);
    }

    [Test, Category("Nursery"), Category("Long")]
    public async Task Every_fault_at_every_moment_ends_right()
    {
        Nursery.Require();

        // "guard: power cut": only cases of that name.
        var only = Environment.GetEnvironmentVariable("CELL_FAULT_CASES") ?? "";
        await AssertHoldAsync([.. FaultMatrix.Cases.Where(one => one.ToString().Contains(only, StringComparison.Ordinal))], await Nursery.UpAsync(Machines));
    }

    [Test, Category("Nursery"), Category("Long")]
    public async Task A_disk_that_is_full_at_any_write_ends_right()
    {
        Nursery.Require();
        var machines = await Nursery.UpAsync(Machines);
        var writes = await FaultMatrix.WritesAsync(machines[0], Port);
        var results = await FaultMatrix.RunAsync(
            [.. writes.SelectMany(of => Enumerable.Range(0, of.Count).Select(write => new FaultCase(BirthPoint.Full(of.Who, write), Fault.DiskFull, "")))], machines, Port);
        await TestContext.Out.WriteLineAsync(string.Join('\n', results.OrderBy(result => result.Case.Point.Rule.Length).ThenBy(result => result.Case.Point.Rule, StringComparer.Ordinal)
            .Select(result => $"| {result.Case.Point.Name,-20} | {result.Where,-90} | {(result.Holds ? result.Verdict : "BROKEN")}")));
        AssertHold(results);
    }

    private static async Task AssertHoldAsync(IReadOnlyList<FaultCase> cases, IReadOnlyList<string> machines)
    {
        var results = await FaultMatrix.RunAsync(cases, machines, Port);
        await TestContext.Out.WriteLineAsync(FaultMatrix.Draw(results));
        AssertHold(results);
    }

    private static void AssertHold(IReadOnlyList<FaultResult> results)
    {
        var broken = results.Where(result => !result.Holds).ToList();
        Assert.That(broken, Is.Empty, string.Join("\n\n", broken.Select(result => $"{result.Case}:\n{result.Verdict}")));
    }
}
