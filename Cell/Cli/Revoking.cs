using Cell.Identity;
using Cell.Tissue;

namespace Cell.Cli;

/// <summary>One `cell revoke`: find out whom it means, sign the next list, spread it, and see them go.</summary>
internal static class Revoking
{
    public static async Task<ExitCode> RunAsync(OperatorFolder folder, RevocationWish wish, RootAccess root, CancellationToken cancellation)
    {
        // Another operator's box may have signed since: its entries must stay.
        await RevocationSpread.FetchAsync(folder, cancellation);
        var roster = await KnownCells.RosterAsync(folder, cancellation);
        var targets = Targets(folder, wish, roster);
        var held = Organisms.Revocations(folder).Now;
        var next = Next(held, targets, wish.Reason);
        if (next.Entries.Count > held.Entries.Count)
        {
            Sign(folder, wish, next, root);
        }
        else
        {
            Console.WriteLine($"It stands on list version {held.Version} already.");
        }

        var gone = targets.SelectMany(target => target.Out).DistinctBy(entry => entry.Cell).ToList();
        return await RevocationSpread.SpreadAsync(folder, gone, cancellation);
    }

    internal static Revocations Next(Revocations held, IReadOnlyList<RevocationTarget> targets, string reason)
    {
        var now = TimeProvider.System.GetUtcNow();
        var next = targets.Aggregate(held, (list, target) => list.With(new Revocation(target.Kind, target.Id, reason, now)));
        return next with { Version = held.Version + 1 };
    }

    private static List<RevocationTarget> Targets(OperatorFolder folder, RevocationWish wish, RosterAnswer? roster)
    {
        var targets = RevocationTargets.Cells(wish, roster).ToList();
        targets.AddRange(wish.Operators.SelectMany(named => Serials(folder, named)).Select(serial => new RevocationTarget(RevokedKind.Operator, serial, [])));
        if (wish.WorkingRoot)
        {
            var working = Roots.KeyId(folder.Roots()[0]);
            if (!wish.Force && RevocationTargets.HangsOn(working, File.ReadAllBytes(folder.Genome), roster) is { } hanging)
            {
                throw new CommandFailure(ExitCode.Refused, hanging);
            }

            targets.Add(new RevocationTarget(RevokedKind.Root, working, roster is null ? [] : [.. Descent.Living(roster).Where(entry => entry.Root == working)]));
        }

        return targets;
    }

    private static IEnumerable<string> Serials(OperatorFolder folder, string named)
    {
        if (RevocationTargets.IsSerial(named))
        {
            return [named.ToUpperInvariant()];
        }

        return folder.Register().SerialsOf(named) is { Count: > 0 } known ? known : throw new CommandFailure(ExitCode.No, $"No certificate of an operator {named} is known here: `cell operator list` shows them; or give its serial.");
    }

    private static void Sign(OperatorFolder folder, RevocationWish wish, Revocations next, RootAccess access)
    {
        var root = access.Unlock(folder, "revoke");
        if (wish.WorkingRoot && !root.Certificate.RawData.AsSpan().SequenceEqual(folder.Roots()[1].RawData))
        {
            throw new CommandFailure(ExitCode.Refused, "Only the recovery root revokes the working one: name its key file, from the place offline, with --root FILE.");
        }

        var list = next.ToList(folder.Organism, TimeProvider.System.GetUtcNow());

        // Judged as every cell will: what they would refuse must not be kept.
        if (Organisms.Revocations(folder).Offer(list.Sign(root.Key)) is { Length: > 0 } refusal)
        {
            throw new CommandFailure(ExitCode.Refused, $"The new list is not good: {refusal}");
        }

        Console.WriteLine($"Signed list version {list.Version}: {list.Revoked.Count} revoked.");
    }
}
