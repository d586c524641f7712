using Cell.Genome;
using Cell.Tissue;
using Microsoft.Extensions.Logging;

namespace Cell.Health;

/// <summary>What is known of the machines themselves: who is switched on for whom, and what a look at one found.</summary>
internal sealed partial class RosterKeeper
{
    /// <summary>Reserves a machine that can be switched, to be looked at.</summary>
    /// <returns>Why not: it is wanted for a birth, or the day's cost is spent; null: it is reserved.</returns>
    public string? BeginLook(PoolMachine machine)
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            var refusal = machine.Power is null ? $"{machine.Host} cannot be switched."
                : roster.Wakings.ContainsKey(machine.Host) ? $"{machine.Host} is being switched on already."
                : DayCost.Over(roster, papers.Genome.Genes, machine, null, now);
            if (refusal is null)
            {
                Keep(Wakings.Begin(roster, machine, machine.Power!, null, Role.Health, now)); // not null: asked just before
            }

            return refusal;
        }
    }

    /// <summary>What was switched on for a look may go to sleep, if no mother took it over meanwhile.</summary>
    public void EndLook(string machine)
    {
        lock (gate)
        {
            if (roster.Wakings.GetValueOrDefault(machine) is { Mother: null })
            {
                var now = time.GetUtcNow();
                Keep(Wakings.Tire(Wakings.End(roster, machine, "looked at", now), machine, now));
            }
        }
    }

    public void Woken(string machine) => Change(now => Wakings.Woken(roster, machine, now));

    /// <param name="reason">With what the command said.</param>
    public void NotWoken(string machine, string reason)
    {
        if (Change(now => Wakings.Failed(roster, machine, reason, now)))
        {
            LogNotWoken(reason);
            Decided?.Invoke(new AuditDeed(AuditKind.Power, $"cell {self.Id}", reason, ""));
        }
    }

    public void Seen(string machine, PowerState state) => Change(now => Wakings.Seen(roster, machine, state, now));

    /// <summary>What a look found that began then; whether an operator asked for it.</summary>
    public void Found(PoolMachine machine, Finding finding, bool ordered, DateTimeOffset began)
    {
        var before = Roster.Taints.GetValueOrDefault(machine.Host);
        Change(now => Findings.After(roster, machine, finding, ordered, began, now));
        var after = Roster.Taints.GetValueOrDefault(machine.Host);
        if (before?.Reason != after?.Reason)
        {
            var news = after is null ? $"{machine.Host} is well again." : $"{machine.Host} is tainted: {after.Reason}";
            LogFound(news);
            Decided?.Invoke(new AuditDeed(AuditKind.Taint, $"cell {self.Id}", news, ""));
        }
    }

    /// <summary>By an operator's word; a check that finds it well ends it.</summary>
    public void Taint(string machine, string reason) => Change(now => roster.Taints.ContainsKey(machine) ? roster : roster.With(new Taint(machine, reason, now) { Cause = TaintCause.Check }));

    private TicketAnswer Wake(TicketRequest request, string host, DateTimeOffset now)
    {
        if (Wakings.Of(roster, request) is { } waking && waking.Machine == host)
        {
            Become(Wakings.Asked(roster, host, now));
        }
        else
        {
            var machine = papers.Genome.Genes.Pool.Machines.First(entry => entry.Host == host);
            Keep(Wakings.Begin(roster, machine, machine.Power!, request.Mother, request.Role, now)); // only such ones are woken
            Decided?.Invoke(new AuditDeed(AuditKind.Power, $"cell {request.Mother}", $"{host} is switched on for a {Wish(request with { Machine = host })}", ""));
        }

        return new TicketAnswer(1, "", [], "") { Waking = host };
    }

    private bool Change(Func<DateTimeOffset, Roster> change)
    {
        lock (gate)
        {
            var next = change(time.GetUtcNow());
            if (next == roster)
            {
                return false;
            }

            Keep(next);
            return true;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Reason}")]
    private partial void LogNotWoken(string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "A look at the pool: {News}")]
    private partial void LogFound(string news);
}
