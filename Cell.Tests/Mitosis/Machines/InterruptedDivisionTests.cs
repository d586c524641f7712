using System.Diagnostics;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Mitosis;

/// <summary>Ctrl-C in <c>cell divide</c>: before the commit the birth is undone, after it brought to its end, and either is said.</summary>
[Category("Nursery")]
internal sealed class InterruptedDivisionTests
{
    private const string Machine = "stem3";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // The daughter cannot report: her birth is never committed.
    private const string Mute = "nft add table inet mute; nft add chain inet mute out '{ type filter hook output priority 0; }'; nft add rule inet mute out tcp dport 7271 drop";

    [TestCase("copy", "-INT")]
    [TestCase("start", "-INT")]
    [TestCase("start", "-TERM")]
    [Category("Invariant 4")]
    public async Task Before_the_commit_it_undoes_the_birth_and_says_so(string step, string signal)
    {
        var (pool, founder) = await StemPool.FoundAsync(Machine);
        await using (pool)
        {
            await Nursery.ShellAsync(Machine, Mute);
            var before = await Nursery.TracesAsync(Machine);
            var (code, output, errors) = await DivideAsync(pool, founder, step, signal);
            Assert.That(code, Is.EqualTo(130), $"{output}\n{errors}");
            Assert.That(errors, Is.EqualTo($"Interrupted: the birth on {Machine} is stopped and undone (once more: do not wait for it).\ncell: Interrupted: {Machine} has undone the birth and is blank again.\n"));
            Assert.That(output, Does.Not.Contain(" born: "));
            await Nursery.AssertBecomesAsync(Machine, before, TimeSpan.FromSeconds(10));
            await pool.AssertBlankAsync(Machine, TimeSpan.FromSeconds(5));

            // At once fit for the next.
            await Nursery.ShellAsync(Machine, "nft delete table inet mute");
            var end = await pool.DivideAsync(founder, Machine);
            Assert.That(end.Code, Is.Zero, end.Detail);
        }
    }

    [Test, Category("Invariant 3")]
    public async Task After_the_commit_it_brings_the_birth_to_its_end_and_says_so()
    {
        var (pool, founder) = await StemPool.FoundAsync(Machine);
        await using (pool)
        {
            var (code, output, errors) = await DivideAsync(pool, founder, "born", "-INT");
            Assert.That(code, Is.EqualTo(130), $"{output}\n{errors}");
            Assert.That(errors, Is.EqualTo($"Interrupted: the daughter on {Machine} is born already, it is brought to its end (once more: do not wait for it).\n").Or.Empty); // or it ended sooner
            Assert.That(output, Does.Contain($"lives on {Machine}."));
            Assert.That((await pool.StatusAsync(founder)).Roster.Births.Single().State, Is.EqualTo(BirthState.Proved));
        }
    }

    // A person's terminal: plain lines, and the signal when a step is told.
    private static async Task<(int Code, string Output, string Errors)> DivideAsync(StemPool pool, Founder mother, string step, string signal)
    {
        var start = new ProcessStartInfo(Nursery.Binary, ["divide", "--data", mother.Data, "--target", Machine]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["CELL_OPERATOR"] = pool.OperatorBase;
        using var process = Process.Start(start) ?? throw new InvalidOperationException("The command did not start.");
        using var bound = new CancellationTokenSource(Patience);
        var errors = process.StandardError.ReadToEndAsync(bound.Token);
        var output = new List<string>();
        while (await process.StandardOutput.ReadLineAsync(bound.Token) is { } line)
        {
            output.Add(line);
            if (line.Contains($" {step}: ", StringComparison.Ordinal))
            {
                await Tool.RunAsync("kill", signal, $"{process.Id}");
            }
        }

        await process.WaitForExitAsync(bound.Token);
        return (process.ExitCode, string.Join('\n', output), await errors);
    }
}
