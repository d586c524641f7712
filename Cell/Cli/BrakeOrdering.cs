using System.CommandLine;
using Cell.Genome;
using Cell.Identity;
using Cell.Storage;
using Cell.Tissue;

namespace Cell.Cli;

/// <summary>Makes the brake's next order, signs it, hands it to the cells that the operator knows, and waits until all of the roster obey.</summary>
internal sealed class BrakeOrdering(OperatorFolder folder, RootAccess root, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    // A born cell that takes it is ended by her guard before she can say so: her silence does, which the health cells wait for.
    private static readonly TimeSpan DyingPatience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <summary>What the operator's own copy says.</summary>
    /// <exception cref="CommandFailure">It is none of this organism.</exception>
    public static Brake Held(OperatorFolder folder) =>
        AtomicFile.ReadIfThere(folder.Brake) is not { } kept ? Brake.None
        : BrakeOrder.Reread(kept, Organisms.Rules(folder)) is ({ } brake, _) ? brake
        : throw new CommandFailure(ExitCode.Refused, $"{folder.Brake} is no order of this organism's brake: move it away.");

    /// <summary>As a command line orders it.</summary>
    public static async Task<ExitCode> RunAsync(ParseResult parsed, BrakeLevel level, string reason, CancellationToken cancellation)
    {
        using var root = RootAccess.Of(parsed);
        return await new BrakeOrdering(Organisms.Only(), root, TimeProvider.System).RunAsync(level, reason, cancellation);
    }

    /// <param name="level">Running needs the root key.</param>
    public async Task<ExitCode> RunAsync(BrakeLevel level, string reason, CancellationToken cancellation)
    {
        var rules = Organisms.Rules(folder);
        var held = await NewestAsync(rules, cancellation);
        var order = Sign(held.Version + 1, level, reason, rules);
        if (BrakeOrder.Judge(held, order, rules) is (null, var refusal))
        {
            throw new CommandFailure(ExitCode.Refused, refusal);
        }

        var told = await KnownCells.OfferAsync(folder, Paper.Brake, order, cancellation);
        if (told.Count > 0 && told.All(answer => answer.Held.Refusal.Length > 0))
        {
            throw new CommandFailure(ExitCode.Refused, string.Join('\n', told.Select(answer => $"The cell at {answer.Place} refused it: {answer.Held.Refusal}")));
        }

        AtomicFile.Write(folder.Brake, order, AtomicFile.Private);
        Console.WriteLine($"Order {held.Version + 1} of the brake: {Word(level)}.");
        return await FollowAsync(told, held.Version + 1, level, cancellation);
    }

    private byte[] Sign(int version, BrakeLevel level, string reason, LineageRules rules)
    {
        if (reason.Length > BrakeOrder.LongestReason)
        {
            throw new CommandFailure(ExitCode.Usage, $"--reason has at most {BrakeOrder.LongestReason} characters.");
        }

        if (level == BrakeLevel.Running)
        {
            return new BrakeOrder(1, rules.Organism.Value, version, level, time.GetUtcNow(), "", reason).Sign(root.Unlock(folder, "let go of the brake").Key);
        }

        var credentials = folder.Credentials();
        using var key = credentials.Key;
        return new BrakeOrder(1, rules.Organism.Value, version, level, time.GetUtcNow(), Pem.Text(credentials.Chain), reason).Sign(key);
    }

    // Another operator may have given orders since. A number that leaps is nobody's order.
    private async Task<Brake> NewestAsync(LineageRules rules, CancellationToken cancellation)
    {
        var newest = Held(folder);
        foreach (var (_, envelope) in await KnownCells.PaperAsync(folder, Paper.Brake, cancellation))
        {
            if (envelope.Length > 0 && BrakeOrder.Reread(envelope, rules) is ({ } brake, _) && brake.Version > newest.Version && SignedVersions.Leap(newest.Version, brake.Version) is null)
            {
                newest = brake;
            }
        }

        return newest;
    }

    private async Task<ExitCode> FollowAsync(IReadOnlyList<(string Place, PaperVersion Held)> told, int version, BrakeLevel level, CancellationToken cancellation)
    {
        foreach (var (place, answer) in told.Where(answer => answer.Held.Refusal.Length > 0))
        {
            Console.Error.WriteLine($"cell: the cell at {place} refused it: {answer.Refusal}");
        }

        if (told.Count == 0)
        {
            Console.WriteLine($"No cell of it answers here: founders take it from {folder.Brake} at their start.");
            return Unreached(KnownCells.Elsewhere(folder));
        }

        var start = time.GetTimestamp();
        var obedience = new Obedience(version);
        while (true)
        {
            var rosters = await KnownCells.RostersAsync(folder, cancellation);
            obedience = obedience.With(rosters);
            if (rosters.Count == 0 ? level == BrakeLevel.Dead : obedience.Missing.Count == 0)
            {
                Console.WriteLine(level == BrakeLevel.Dead ? "Every cell that is known has the order." : $"{obedience.All} of {obedience.All} living cells obey.");
                return ExitCode.Done;
            }

            if (time.GetElapsedTime(start) > (level == BrakeLevel.Dead ? DyingPatience : Patience))
            {
                Console.WriteLine($"{obedience.All - obedience.Missing.Count} of {obedience.All} living cells obey; heartbeats carry it on.");
                return Unreached(rosters.Count == 0 ? ["the cells that were told: none answers any more"] : obedience.Missing);
            }

            await Task.Delay(Look, time, cancellation);
        }
    }

    private static ExitCode Unreached(IReadOnlyList<string> places)
    {
        foreach (var place in places)
        {
            Console.Error.WriteLine($"cell: not reached yet: {place}");
        }

        return places.Count > 0 ? ExitCode.Unreachable : ExitCode.Done;
    }

    private static string Word(BrakeLevel level) => level switch
    {
        BrakeLevel.Running => "births go on",
        BrakeLevel.Paused => "no births",
        _ => "every cell ends",
    };
}
