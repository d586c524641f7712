using System.Collections.Immutable;
using System.Globalization;
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
    private readonly Dictionary<CellId, (TimeSpan Since, Departure Leave)> leaves = [];
    private readonly Dictionary<Role, string> told = [];
    private readonly Dictionary<Role, LoadDiary> diaries = [];
    private TimeSpan? yielded;

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
        var views = new Dictionary<Role, RoleView>();
        var missing = Refill.Of(roster, genes).Where(shortage => shortage.Role == Role.Api).Sum(shortage => shortage.Least - shortage.Count);
        foreach (var role in Roles)
        {
            var view = Views.Of(roster, keeper.Sums[role], role, genes, UsualBirth, time.GetUtcNow(), now);
            var step = Balancing.Step(Present(role), view, terms, now);
            (states[role], views[role]) = (step.Next, view);
            missing += role == Role.Api ? step.Short : 0;
            inhibited = step.Next.Inhibition.Until > now ? inhibited.SetItem(role, step.Next.Inhibition.Reason) : inhibited;
            Take(role, step, now);
            Note(role, view.Now, genes.Homeostasis.Ideal, now);
        }

        if (TicketRules.MayGrow(roster, genes) && TicketRules.BirthsLeft(roster, genes, time.GetUtcNow()) > 0)
        {
            MakeRoom(missing, views[Role.Api], views[Role.Crawler], terms, now);
        }

        keeper.Guide(new Guidance(
            offers.ToImmutableDictionary(offer => offer.Key, offer => offer.Value.Offer), leaves.ToImmutableDictionary(leave => leave.Key, leave => leave.Value.Leave), inhibited));
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

    // Its machine is seen blank some seconds after it left: until then it is not known to help.
    private void MakeRoom(int apis, RoleView api, RoleView crawler, Terms terms, TimeSpan now)
    {
        if (leaves.Count == 0 && !(now - yielded < terms.Relief(Role.Crawler, UsualBirth)) && Leavers.Yielding(apis, api.Room, crawler.Candidates(), crawler.Population) is { } cell)
        {
            yielded = now;
            leaves[cell] = (now, new Departure("an API needs its machine more: none of the pool is blank", Yields: true));
            Tell($"a crawler makes room: {apis} more API cells are needed, and no machine is blank", cell);
        }
    }

    private void Take(Role role, BalanceStep step, TimeSpan now)
    {
        foreach (var intent in step.Offered)
        {
            offers[intent.Mother] = (now, new Wish(role, intent.Replaces) { Moves = intent.Moves });
        }

        foreach (var cell in step.Leaving)
        {
            leaves[cell] = (now, new Departure(step.Reason, Yields: false));
        }

        var what = step switch
        {
            { Offered: [var first, ..] } => $"{step.Offered.Count} births of {Name(role)} cells are offered, the first to {first.Mother}: {step.Reason}",
            { Leaving: [var first, ..] } => $"{step.Leaving.Count} {Name(role)} cells may leave, the first is {first}: {step.Reason}",
            _ => "",
        };
        if (what.Length > 0)
        {
            told.Remove(role);
            Tell(what, step.Offered.Select(intent => intent.Mother).Concat(step.Leaving).First());
        }
        else if (step.Reason.Length > 0 && Kind(step.Reason) != told.GetValueOrDefault(role))
        {
            // The same reason with other figures is the same.
            told[role] = Kind(step.Reason);
            Tell($"no birth of a {Name(role)}: {step.Reason}", null);
        }
    }

    private void Note(Role role, Aggregate sum, double ideal, TimeSpan now)
    {
        if (diaries.GetValueOrDefault(role, LoadDiary.New).Due(role, sum, ideal, now) is { } load)
        {
            diaries[role] = new LoadDiary(load, now);
            Reacted?.Invoke([new EventNews(EventKind.Load, "", null, string.Create(CultureInfo.InvariantCulture, $"{Name(role)}: work for {load.Demand:0.##} cells, {load.Cells} live")) { Load = load }]);
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
