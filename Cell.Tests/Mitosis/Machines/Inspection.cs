using System.Diagnostics;
using System.Security.Cryptography;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Mitosis;

/// <summary>How a machine was found.</summary>
/// <param name="Settled">It may stay so: a cell lives there, or it is blank.</param>
/// <param name="Verdict">lives, blank, blank and promised, blank and tainted; or what it is on its way from.</param>
/// <param name="Violation">An invariant that does not hold, which no waiting mends; "" when all do.</param>
internal sealed record Finding(bool Settled, string Verdict, string Violation);

/// <summary>Looks at a machine and at its organism's roster from outside, and holds them to invariants 1 to 5: a division did not stay half way.</summary>
/// <param name="blank">The machine's traces before the birth.</param>
internal sealed class Inspection(StemPool pool, Founder keeper, string machine, IReadOnlyList<string> blank)
{
    private const string Staged = "/var/lib/cell-receptor/in";

    private const string Silent = "silent until its guard's 24 h";

    // limits.cells where the genome does not say otherwise.
    private const int MostCells = 50;

    private static readonly Lazy<string> Signed = new(() => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Nursery.Binary))));

    /// <summary>Looks until nothing is on its way any more. Fails with what was seen last.</summary>
    /// <returns>The verdict.</returns>
    public Task<string> AssertSettlesAsync(TimeSpan within) => AssertAsync(settled => settled != Silent, within);

    /// <summary>The same for a daughter that hangs: nothing ends her before her guard has missed every health cell for 24 h, but nobody else gets in, and she gets no work.</summary>
    public Task<string> AssertSettlesOrFallsSilentAsync(TimeSpan within) => AssertAsync(_ => true, within);

    /// <summary>The same, where it is settled already as something else: an order is still under way.</summary>
    public Task<string> AssertBecomesAsync(string verdict, TimeSpan within) => AssertAsync(settled => settled == verdict, within);

    public async Task<Finding> LookAsync()
    {
        // First the machine: what the roster says may only have become truer meanwhile.
        var sight = await OutsideView.OfAsync(machine, await pool.KeyBlobAsync());
        var status = await pool.StatusAsync(keeper);
        var living = status.Roster.Cells.Where(entry => entry.Facts.Machine == machine && entry.State is CellState.Newborn or CellState.Alive or CellState.Suspect).ToList();
        var taint = status.Roster.Taints.FirstOrDefault(one => one.Machine == machine);
        var promised = status.Roster.Births.FirstOrDefault(birth => birth.Machine == machine && birth.State is BirthState.Signed or BirthState.Born && birth.Ended is null);
        var roster = $"roster: {string.Join(", ", living.Select(entry => entry.State))}{(taint is null ? "" : $" tainted: {taint.Reason}")}{(promised is null ? "" : $" promised: {promised.State}")}";
        if (Violated(sight, living.Count, status.Roster) is { } violation)
        {
            return new Finding(false, $"{sight}; {roster}", violation);
        }

        return true switch
        {
            _ when sight.IsNothingThere && living.Count == 0 => await BlankAsync(taint, promised, roster),
            _ when taint is null && sight is { Step: "occupied" or "proving", Daemons: 1 } && living is [{ State: CellState.Alive }] => await LivesAsync(sight, roster, "lives"),
            _ when taint is null && promised is null && sight is { Step: "occupied" or "proving", Daemons: 1 } && living.Count == 0 => await LivesAsync(sight, roster, Silent),
            _ => new Finding(false, $"{sight}; {roster}", ""),
        };
    }

    private async Task<string> AssertAsync(Func<string, bool> isMeant, TimeSpan within)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            var finding = await LookAsync();
            if (finding.Violation.Length > 0)
            {
                throw new AssertionException($"{machine}: {finding.Violation}\n{finding.Verdict}\n{await Nursery.JournalAsync(machine)}");
            }

            if (finding.Settled && isMeant(finding.Verdict))
            {
                return finding.Verdict;
            }

            if (Stopwatch.GetElapsedTime(start) > within)
            {
                throw new AssertionException($"{machine} is half way after {within.TotalSeconds:0} s: {finding.Verdict}\n{await Nursery.JournalAsync(machine)}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, CancellationToken.None);
        }
    }

    private static string? Violated(OutsideView sight, int living, RosterAnswer roster) => true switch
    {
        _ when sight.Running.FirstOrDefault(process => process.Hash != Signed.Value) is { Hash: not null } foreign => $"invariant 1: {foreign.Command} is no signed binary ({foreign.Hash})",
        _ when sight.Daemons > 1 || living > 1 => $"invariant 2: {sight.Daemons} daemons there, {living} living in the roster",
        _ when roster.Cells.Count(entry => entry.State is CellState.Newborn or CellState.Alive or CellState.Suspect) > MostCells => "invariant 5: more cells than limits.cells",
        _ => null,
    };

    private async Task<Finding> BlankAsync(Taint? taint, Birth? promised, string roster)
    {
        var now = await Nursery.TracesAsync(machine);

        // A receptor that was cut off in the copy leaves what it had received: the next mother's comes in its place.
        var staged = now.Any(line => line.Contains(Staged, StringComparison.Ordinal)) ? ", staging left" : "";
        return now.Where(line => !line.Contains(Staged, StringComparison.Ordinal)).SequenceEqual(blank)
            ? new Finding(true, (taint is not null ? "blank, tainted" : promised is not null ? "blank, promised" : "blank") + staged, "")
            : new Finding(false, $"not as it was before: {string.Join(", ", now.Except(blank).Select(line => $"+{line}").Concat(blank.Except(now).Select(line => $"-{line}")))}; {roster}", "");
    }

    // Invariant 3: for every account that could open a session, by a real connection, and in every file.
    private async Task<Finding> LivesAsync(OutsideView sight, string roster, string verdict)
    {
        if (sight.KeyFiles.Count > 0)
        {
            return new Finding(false, $"{sight}; {roster}", $"invariant 3: a cell lives there, and the pool key is in {string.Join(", ", sight.KeyFiles)}");
        }

        var tries = await Task.WhenAll(sight.Accounts.Select(async account => (Account: account, Try: await pool.SshAsync("ssh", "", $"{account}@{machine}", "id"))));
        var open = tries.FirstOrDefault(one => one.Try.Code != 255 || !one.Try.Errors.Contains("Permission denied", StringComparison.Ordinal));
        return open.Try is null
            ? new Finding(true, verdict, sight.Installed == Signed.Value ? "" : $"invariant 1: the installed binary is {sight.Installed}")
            : new Finding(false, $"the pool key as {open.Account}: {open.Try.Trouble} {open.Try.Output}", "");
    }
}
