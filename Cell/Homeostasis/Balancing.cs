using System.Globalization;
using Cell.Identity;
using Cell.Tissue;

namespace Cell.Homeostasis;

/// <summary>The health cells' side: whom births are offered to, and who may leave. Pure; of several health cells the leading one does it.</summary>
internal static class Balancing
{
    // A ticket's life, and the guard's deadline after it.
    private static readonly TimeSpan Patience = Ticket.Lifetime + Ticket.GuardDeadline;

    public static BalanceStep Step(RoleBalance state, RoleView view, Terms terms, TimeSpan now)
    {
        var role = view.Now;
        var relief = terms.Relief(view.Role, view.Birth);
        var next = state with
        {
            Recent = state.Recent.With(role, terms, now),
            Below = state.Below.With(role.Cells > 0 && role.MeanAtMost() < terms.Low, now),
            Spare = state.Spare.With(role.Cells > 0 && role.MeanAtMost() < terms.Spare, now),
            Grew = state.Cells > 0 && role.Cells > state.Cells ? now : state.Grew,
            Cells = role.Cells,
            Inhibition = state.Inhibition.Seen(view.Role, role, terms, relief, Patience, now),
            Offers = state.Offers.RemoveRange(state.Offers.Where(offer => now - offer.Value > terms.Offer).Select(offer => offer.Key)),
        };
        var growth = Births(next, view, terms, now);
        if (growth.Mothers.Count > 0)
        {
            return Offer(next with { Inhibition = next.Inhibition.Offered(role, now) }, growth.Mothers, growth.Reason, now);
        }

        if (Replacement(next, view) is { } slow)
        {
            return Offer(next, [slow], "its machine became slow or fails it, and its daughter takes its place", now);
        }

        if (Move(next, view) is { } mover)
        {
            return Offer(next, [mover], "its machine is too small for all of its roles, and this one moves to a daughter", now);
        }

        var (leaving, below, kept) = Leave(next, view, terms, relief, now);
        return leaving.Count > 0
            ? new BalanceStep(next with { Left = now }, [], leaving, string.Create(
                CultureInfo.InvariantCulture, $"the mean was below {below:0.00} for {terms.Long.TotalMinutes:0.#} min, and is at most {kept:0.00} without {leaving.Count} of {role.Cells}"))
            : new BalanceStep(next, [], [], growth.Reason) { Short = growth.Short };
    }

    private static BalanceStep Offer(RoleBalance state, IReadOnlyList<Intent> intents, string reason, TimeSpan now) =>
        new(state with { Offers = state.Offers.SetItems(intents.Select(intent => KeyValuePair.Create(intent.Mother, now))) }, intents, [], reason);

    private static (IReadOnlyList<Intent> Mothers, string Reason, int Short) Births(RoleBalance state, RoleView view, Terms terms, TimeSpan now)
    {
        var role = view.Now;
        var load = state.Recent.Least(terms.ConfirmAt(role.MeanSaid()), now);
        if (load <= terms.High * role.Cells || role.MeanSaid() <= terms.High)
        {
            return ([], "", 0);
        }

        if (role.Shared is { Load: > Terms.Veto } shared)
        {
            return ([], string.Create(CultureInfo.InvariantCulture, $"{shared.Name} is the bottleneck (load {shared.Load:0.00}): nobody is born"), 0);
        }

        if (state.Inhibition.Forbids(role, terms, now) is { } inhibited)
        {
            return ([], inhibited, 0);
        }

        var deficit = Deficit.Of(load, role.Cells, role.Pending + state.Offers.Count, role.Useful, view.Population, terms.Ideal);
        var births = Math.Min(deficit.Short, Math.Min(view.Room, state.Inhibition.Most(role) - role.Pending) - state.Offers.Count);
        return (births <= 0 ? [] : [.. Ranking.Of(view.Intents.Where(intent => intent.IsOneMore && !state.Offers.ContainsKey(intent.Mother))).Take(births)],
            string.Create(CultureInfo.InvariantCulture, $"a load of {load:0.00} asks for {deficit.Wanted}: {role.Cells} live, {role.Pending + state.Offers.Count} are being born, {deficit.Allowed} are allowed, {view.Room} more are possible"),
            view.Room <= 0 ? Math.Max(0, deficit.Short - state.Offers.Count) : 0);
    }

    // One at a time, and none where half of the role became slow or fails: that is no matter of one machine.
    private static Intent? Replacement(RoleBalance state, RoleView view) =>
        view.Now.Replacing > 0 || view.Now.Pending > 0 || !state.Offers.IsEmpty || view.Room + view.Reserve <= 0 || Replacements.AreVain(Math.Max(view.Now.Slow, view.Now.Faulty), view.Now.Cells)
            ? null
            : Ranking.Of(view.Intents.Where(intent => intent.Replaces)).FirstOrDefault();

    private static Intent? Move(RoleBalance state, RoleView view) =>
        view.Now.Pending > 0 || !state.Offers.IsEmpty || view.Room <= 0 ? null : Ranking.Of(view.Intents.Where(intent => intent.Moves)).FirstOrDefault();

    // All at once who are too many by the highest load of the long window: what is left is as much as was needed at any moment of it.
    private static (IReadOnlyList<CellId> Leaving, double Below, double Kept) Leave(RoleBalance state, RoleView view, Terms terms, TimeSpan relief, TimeSpan now)
    {
        if (view.Now.Pending > 0 || !state.Offers.IsEmpty || now - state.Left < relief || state.Recent.Most(terms.Long, now) is not { } load)
        {
            return ([], 0, 0);
        }

        var settled = !(now - state.Grew < terms.Settled);
        var (low, below, kept) = settled ? (state.Spare, terms.Spare, terms.Trimmed) : (state.Below, terms.Low, terms.Doubted);
        return low.For(terms.Long, now) ? (Leavers.Of(view.Candidates(), load, view.Population, kept), below, kept) : ([], 0, 0);
    }
}
