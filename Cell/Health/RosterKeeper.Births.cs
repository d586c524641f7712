using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;
using Microsoft.Extensions.Logging;

namespace Cell.Health;

/// <summary>Tickets, and what became of them: on disk before it is answered.</summary>
internal sealed partial class RosterKeeper
{
    public TicketAnswer Sign(TicketRequest request)
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            var verdict = (papers.Brake.Now.Holds ?? Freshness.BarsSigning(Others(), Compared()) ?? Unoffered(request)) is { } barred ? new TicketVerdict("", barred) : TicketRules.Judge(roster, papers.Genome.Now, request, now);
            if (verdict.Refusal.Length > 0)
            {
                LogRefused(request.Mother, verdict.Refusal);
                Decided?.Invoke(new AuditDeed(AuditKind.Refused, $"cell {request.Mother}", $"A ticket for a {Wish(request)}: {verdict.Refusal}", ""));
                return new TicketAnswer(1, "", [], verdict.Refusal);
            }

            if (verdict.Wake)
            {
                return Wake(request, verdict.Machine, now);
            }

            var ticket = new Ticket(
                1, self.Credentials.Identity.Organism.Value, Guid.CreateVersion7(now).ToString("D"), verdict.Machine, request.Mother, request.Role, now + Ticket.Lifetime, papers.Revocations.Now.Version)
            {
                Electorate = Electorate(),
            };
            return Promise(ticket, request, TicketSigning.Sign(ticket, self.Credentials.Key), now);
        }
    }

    /// <summary>Signs what another health cell signed, if this one's own rules let it.</summary>
    public TicketAnswer Cosign(TicketRequest request, string proposal)
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            var ticket = TicketSigning.Look(proposal);
            var refusal = ticket is null ? "The proposal is no ticket."
                : papers.Brake.Now.Holds ?? Freshness.BarsSigning(Others(), Compared()) ?? TicketRules.Foreign(ticket, request, self.Credentials.Identity.Organism, Electorate(), now)
                ?? (roster.Births.TryGetValue(ticket.Birth, out var known) ? TicketRules.Other(known, ticket) : TicketRules.Judge(roster, papers.Genome.Now, request with { Machine = ticket.Machine }, now).Refusal);
            if (refusal.Length > 0)
            {
                LogRefused(request.Mother, refusal);
                Decided?.Invoke(new AuditDeed(AuditKind.Refused, $"cell {request.Mother}", $"A second signature for a {Wish(request)}: {refusal}", ""));
                return new TicketAnswer(1, "", [], refusal);
            }

            return Promise(ticket!, request with { Machine = ticket!.Machine }, TicketSigning.Cosign(proposal, self.Credentials.Key), now); // null was refused
        }
    }

    // One birth a machine at a time, and what was signed counts: on disk before it is answered.
    private TicketAnswer Promise(Ticket ticket, TicketRequest request, string envelope, DateTimeOffset now)
    {
        if (!roster.Births.ContainsKey(ticket.Birth))
        {
            var woken = Wakings.End(roster, ticket.Machine, "switched on for the birth", now);
            Keep(woken.With(new Birth(ticket.Birth, ticket.Machine, ticket.Mother, ticket.Role, now, ticket.Expires, BirthState.Signed, null, null, "")
            {
                Replaces = request.Replaces,
                Binaries = [.. papers.Genome.Now.Binaries.Values.Select(binary => binary.Sha256)],
            }));
            guidance = guidance.Used(request.Mother);
            LogSigned(ticket.Birth, ticket.Role, ticket.Machine, request.Mother);
            Decided?.Invoke(new AuditDeed(AuditKind.Ticket, $"cell {request.Mother}", $"Birth {ticket.Birth}: a {Wish(request with { Machine = ticket.Machine })}", ""));
        }

        return new TicketAnswer(1, envelope, [Pem.Text(self.Credentials.Chain)], "");
    }

    private string? Unoffered(TicketRequest request) => request.Replaces || TicketRules.IsGrowth(roster, papers.Genome.Genes, request) ? Volatile.Read(ref guidance).Bars(request) : null;

    private IReadOnlyList<string> Electorate() => Colleagues.Electorate(roster, self.Credentials.Identity.Machine, papers.Revocations.Now);

    /// <summary>What another health cell knows of births and of machines: the further state, the later word count.</summary>
    public void Learn(RosterAnswer other)
    {
        lock (gate)
        {
            var next = TaintLedger.Learn(BirthLedger.Learn(roster, other.Births, time.GetUtcNow()), other.Taints, other.Cleared ?? []);
            if (next != roster)
            {
                Keep(next);
            }
        }
    }

    /// <summary>What heirs tell of births before this health cell's own.</summary>
    /// <exception cref="RefusedException">It comes too late: by now this one knows better.</exception>
    public void Inherit(IReadOnlyList<Birth> told)
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            if (roster.Begun is not { } begun || now - begun > Will.Lifetime)
            {
                throw new RefusedException($"What lived before is told within {Will.Lifetime.TotalMinutes:0} min after this health cell's birth.");
            }

            var next = BirthLedger.Learn(roster, [.. told.Where(birth => !roster.Births.ContainsKey(birth.Id))], now);
            if (next != roster)
            {
                Keep(next);
                LogInherited(told.Count);
            }
        }
    }

    /// <exception cref="RefusedException">The reporter is not the birth's mother.</exception>
    public void Report(BirthReport report, CellIdentity reporter)
    {
        lock (gate)
        {
            if (!roster.Births.TryGetValue(report.Birth, out var birth) || (birth.Mother != reporter.Id && !reporter.IsOperator))
            {
                throw new RefusedException($"Birth {report.Birth} is not one of {reporter.Name}.");
            }

            var next = BirthLedger.After(roster, birth, report, time.GetUtcNow());
            if (next != roster)
            {
                Keep(next);
                LogBirth(report.Birth, report.State, report.Detail);
                Decided?.Invoke(new AuditDeed(AuditKind.Birth, Caller.NameOf(reporter), $"Birth {report.Birth} is {report.State.ToString().ToLowerInvariant()}: {report.Detail}", ""));
            }
        }
    }

    private static string Wish(TicketRequest request) => $"{request.Role.ToString().ToLowerInvariant()} on {(request.Machine.Length > 0 ? request.Machine : "a blank machine")}{(request.Ordered ? ", by an operator's order" : "")}";

    [LoggerMessage(Level = LogLevel.Information, Message = "Ticket {Birth}: a {Role} on {Machine} by {Mother}.")]
    private partial void LogSigned(string birth, Role role, string machine, CellId mother);

    [LoggerMessage(Level = LogLevel.Information, Message = "An heir of the last health cells told of {Births} births.")]
    private partial void LogInherited(int births);

    [LoggerMessage(Level = LogLevel.Warning, Message = "No ticket for {Mother}: {Refusal}")]
    private partial void LogRefused(CellId mother, string refusal);

    [LoggerMessage(Level = LogLevel.Information, Message = "Birth {Birth} is {State}: {Detail}")]
    private partial void LogBirth(string birth, BirthState state, string detail);
}
