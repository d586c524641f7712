using System.Collections.Immutable;
using Cell.Genome;
using Cell.Homeostasis;
using Cell.Identity;
using Cell.Tissue;
using Microsoft.Extensions.Logging;

namespace Cell.Health;

/// <summary>Looks at each role once a second, and tells who may bear and who may leave. Of several health cells the leading one does it: another begins anew when it leads.</summary>
internal sealed partial class Balancer(RosterKeeper keeper, LivingGenome genome, CellId self, TimeProvider time, ILogger<Balancer> log)
{
    // Health cells are as many as the operator wants; nothing that grows asks for more.
    private static readonly Role[] Roles = [Role.Api, Role.Crawler];
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    // Before one was seen: a division with its heartbeat.
    private static readonly TimeSpan UsualBirth = TimeSpan.FromSeconds(5);

    private readonly Dictionary<Role, RoleBalance> states = [];
    private readonly Dictionary<CellId, (TimeSpan Since, Wish Offer)> offers = [];
    private readonly Dictionary<CellId, (TimeSpan Since, string Why)> leaves = [];
    private readonly Dictionary<Role, string> told = [];

    /// <summary>Raised when somebody is offered a birth or may leave, and when the reason against it is another one.</summary>
    public event Action<IReadOnlyList<EventNews>>? Reacted;

    public async Task RunAsync(CancellationToken stopping)
    {
        await Task.Delay(Refill.Hearing, time, stopping);
        using var timer = new PeriodicTimer(Beat, time);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            Look();
        }
    }

    public void Look()
    {
        var (roster, genes, now) = (keeper.Roster, genome.Genes, time.GetElapsedTime(0));
        if (!Colleagues.Leads(roster, self))
        {
            states.Clear();
            offers.Clear();
            leaves.Clear();
            keeper.Guide(Guidance.None);
            return;
        }

        var terms = Terms.Of(genes.Homeostasis);
        Forget(roster, terms, now);
        var inhibited = ImmutableDictionary<Role, string>.Empty;
        foreach (var role in Roles)
        {
            var view = Views.Of(roster, keeper.Sums[role], role, genes, UsualBirth, time.GetUtcNow(), now);
            var step = Balancing.Step(Present(role), view, terms, now);
            states[role] = step.Next;
            inhibited = step.Next.Inhibition.Until > now ? inhibited.SetItem(role, step.Next.Inhibition.Reason) : inhibited;
            Take(role, step, view, now);
        }

        keeper.Guide(new Guidance(
            offers.ToImmutableDictionary(offer => offer.Key, offer => offer.Value.Offer), leaves.ToImmutableDictionary(leave => leave.Key, leave => leave.Value.Why), inhibited));
    }

    // Who got the ticket counts as a birth under way from then on.
    private RoleBalance Present(Role role)
    {
        var state = states.GetValueOrDefault(role, RoleBalance.Begin);
        foreach (var mother in state.Offers.Keys.Where(mother => !offers.ContainsKey(mother)).ToList())
        {
            state = state.Used(mother);
        }

        return state;
    }

    private void Forget(Roster roster, Terms terms, TimeSpan now)
    {
        var utc = time.GetUtcNow();
        foreach (var (mother, offer) in offers.ToList())
        {
            if (now - offer.Since > terms.Offer || roster.Births.Values.Any(birth => birth.Mother == mother && birth.Signed >= utc - (now - offer.Since)))
            {
                offers.Remove(mother);
            }
        }

        foreach (var cell in leaves.Where(leave => now - leave.Value.Since > terms.Offer || !roster.IsLiving(leave.Key)).Select(leave => leave.Key).ToList())
        {
            leaves.Remove(cell);
        }
    }

    private void Take(Role role, BalanceStep step, RoleView view, TimeSpan now)
    {
        foreach (var mother in step.Offered)
        {
            var wish = view.Intents.FirstOrDefault(intent => intent.Mother == mother);
            offers[mother] = (now, new Wish(role, wish?.Replaces is not null));
        }

        foreach (var cell in step.Leaving)
        {
            leaves[cell] = (now, step.Reason);
        }

        var what = step switch
        {
            { Offered: [var first, ..] } => $"{step.Offered.Count} births of a {Name(role)} are offered, the first to {first}: {step.Reason}",
            { Leaving: [var first, ..] } => $"{step.Leaving.Count} {Name(role)} cells may leave, the first is {first}: {step.Reason}",
            _ => "",
        };
        if (what.Length > 0)
        {
            told.Remove(role);
            Tell(what, step.Offered.Concat(step.Leaving).First());
        }
        else if (step.Reason.Length > 0 && Kind(step.Reason) != told.GetValueOrDefault(role))
        {
            // The same reason with other figures is the same.
            told[role] = Kind(step.Reason);
            Tell($"no birth of a {Name(role)}: {step.Reason}", null);
        }
    }

    private void Tell(string what, CellId? cell)
    {
        Reacted?.Invoke([new EventNews(EventKind.Reaction, "", cell, what)]);
        LogBalance(what);
    }

    private static string Kind(string reason) => string.Concat(reason.Where(letter => !char.IsAsciiDigit(letter)));

    private static string Name(Role role) => role.ToString().ToLowerInvariant();

    [LoggerMessage(Level = LogLevel.Information, Message = "Balance: {What}.")]
    private partial void LogBalance(string what);
}
