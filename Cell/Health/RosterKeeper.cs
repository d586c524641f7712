using System.Security.Cryptography;
using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;
using Microsoft.Extensions.Logging;

namespace Cell.Health;

/// <summary>The health cell's one mutable thing: its roster. What must outlive the process, births and taints, is on disk before it is answered.</summary>
internal sealed partial class RosterKeeper(CellSelf self, Papers papers, RosterFile file, TimeProvider time, ILogger<RosterKeeper> log)
{
    private const int MostSiblings = 8;

    private readonly Lock gate = new();
    private long settledVersion;
    private int struck;
    private Roster roster = file.Read().Anew(time.GetUtcNow());

    // As of the last check: ten thousand answers a second tell them.
    private IReadOnlyDictionary<Role, Aggregate> sums = Census.Of(Roster.Empty, papers.Genome.Genes, TimeSpan.Zero);
    private IReadOnlyList<Neighbour> room = [];
    private Guidance guidance = Guidance.None;
    private HeldWill? will;

    /// <summary>A health cell that root bore, or heirs of the last ones, keeps the roster of her own birth too.</summary>
    public void BeginOwnBirth()
    {
        var facts = self.Facts;
        if (facts.Birth.Length > 0 && (facts.Mother is null || Bequest.Of(self.Credentials.Leaf) is not null) && !roster.Births.ContainsKey(facts.Birth))
        {
            lock (gate)
            {
                Keep(roster.With(new Birth(facts.Birth, facts.Machine, facts.Mother, facts.Roles[0], facts.Started, facts.Started + Ticket.Lifetime, BirthState.Signed, self.Id, null, "")));
            }
        }
    }

    /// <summary>Raised for what is to stand in the audit log, before it is answered.</summary>
    public event Action<AuditDeed>? Decided;

    /// <summary>Raised when the roster tells something new, under the keeper's lock.</summary>
    public event Action<IReadOnlyList<EventNews>>? Happened;

    public Roster Roster => Volatile.Read(ref roster);

    /// <summary>The roles in sum, as of the last check.</summary>
    public IReadOnlyDictionary<Role, Aggregate> Sums => Volatile.Read(ref sums);

    /// <summary>From now on it is told to whom it is for.</summary>
    public void Guide(Guidance next) => Volatile.Write(ref guidance, next);

    /// <summary>The will that heirs are told of; null: there is none.</summary>
    public HeldWill? Bequeathed => Volatile.Read(ref will);

    public void Bequeath(HeldWill? next) => Volatile.Write(ref will, next);

    /// <summary>Since the papers were last compared with another health cell; null: they were not yet.</summary>
    public Func<TimeSpan?> Compared { get; init; } = () => null;

    public HeartbeatAnswer Hear(Heartbeat beat, CellIdentity sender)
    {
        var nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        string refusal;
        lock (gate)
        {
            if (papers.Revocations.Now.Strikes(sender) is { } struck)
            {
                refusal = struck;
                Become(Banishment.Strike(roster, papers.Revocations.Now));
            }
            else
            {
                Suspect(beat, sender);
                (var next, refusal) = Listening.Hear(roster, beat, sender, Clock(), nonce);

                // Only a challenge is to be echoed; whoever is refused otherwise goes on with what it has.
                nonce = refusal.Length == 0 || next != roster ? nonce : beat.Nonce;
                next = refusal.Length == 0 ? Listening.Farewell(next, beat, time.GetUtcNow()) : next;
                if (next.Taints == roster.Taints)
                {
                    Become(next);
                }
                else
                {
                    Keep(next);
                }
            }
        }

        var now = Roster;
        var accused = refusal.Length > 0 && now.Members.TryGetValue(beat.Cell, out var member) && member.Entry.State == CellState.Dead ? member.Entry.Incarnation : (long?)null;
        var heirs = refusal.Length == 0 && Bequeathed is { } held && held.Will.Of(beat.Cell) is not null ? held.Will : null;
        var news = refusal.Length == 0 ? Bulletin.Of(now, beat, heirs is not null) : new Bulletin(beat.RosterVersion, false, []);
        var papersHeld = papers.Versions;
        return new HeartbeatAnswer(1, refusal.Length == 0, refusal, nonce, accused, papersHeld.Genome, news.UpTo, news.Changes, Sums)
        {
            RosterNewest = now.Version,
            RevocationVersion = papersHeld.Revocations,
            BrakeVersion = papersHeld.Brake,
            Quarantined = now.Quarantines.Count > 0 ? [.. now.Quarantines.Values] : null,
            Whole = news.Whole,
            Offer = refusal.Length == 0 ? Volatile.Read(ref guidance).Offers.GetValueOrDefault(beat.Cell) : null,
            MayLeave = refusal.Length == 0 ? Volatile.Read(ref guidance).Leaves.GetValueOrDefault(beat.Cell) : null,
            Siblings = refusal.Length == 0 && beat.Facts.Roles.Contains(Role.Api) ? Siblings(beat.Cell) : null,
            Will = heirs?.Issued.ToUnixTimeMilliseconds(),
            End = sender.Id == beat.Cell ? BirthLedger.Ended(now, now.Members.GetValueOrDefault(beat.Cell)?.Entry.Facts ?? beat.Facts) : null,
        };
    }

    public void Check(TimeSpan lateness)
    {
        lock (gate)
        {
            var checkedNow = FailureDetector.Check(Struck(roster), Clock(), lateness);
            var settled = BirthLedger.Overdue(checkedNow, time.GetUtcNow());
            settled = settled.Version == settledVersion ? settled : BirthLedger.Deaths(settled, time.GetUtcNow());
            settledVersion = settled.Version;
            settled = Isolation.Settle(settled, papers.Revocations.Now, time.GetUtcNow());
            settled = Wakings.Overdue(settled, time.GetUtcNow());
            if (settled.Births == checkedNow.Births && settled.Quarantines == checkedNow.Quarantines && settled.Wakings == checkedNow.Wakings)
            {
                Become(settled);
            }
            else
            {
                Keep(settled);
            }
        }

        var (now, genes) = (Roster, papers.Genome.Genes);
        Volatile.Write(ref sums, Volatile.Read(ref guidance).With(Census.Of(now, genes, Clock())));
        Volatile.Write(ref room, [.. Front.Of(now, genes, time.GetUtcNow()).Where(api => api.Load < Front.Full).Select(api => new Neighbour(api.Cell, api.Url.AbsoluteUri, api.Load))]);
    }

    private Neighbour[]? Siblings(CellId reader)
    {
        var others = Volatile.Read(ref room).Where(sibling => sibling.Cell != reader).ToArray();
        Random.Shared.Shuffle(others);
        return others.Length > 0 ? others[..Math.Min(others.Length, MostSiblings)] : null;
    }

    /// <summary>What became of a try of a silent cell's port that began then.</summary>
    public void Knocked(CellId cell, TimeSpan asked, bool closed)
    {
        lock (gate)
        {
            Become(FailureDetector.Knocked(roster, cell, asked, closed));
        }
    }

    /// <summary>What the witnesses said that were asked then.</summary>
    public void Witnessed(CellId cell, TimeSpan asked, int answered, bool reached)
    {
        lock (gate)
        {
            Become(FailureDetector.Witnessed(roster, cell, asked, answered, reached));
        }
    }

    /// <summary>It spoke just now.</summary>
    public bool Hears(CellId cell) => Roster.Members.TryGetValue(cell, out var member) && Roster.IsLiving(member.Entry) && Clock() - member.Heard <= HealthTimes.Knock;

    public RosterAnswer Answer()
    {
        var now = Roster;
        return new RosterAnswer(1, now.Version, [.. now.Since(0)], [.. now.Births.Values.OrderBy(birth => birth.Signed)], [.. now.Taints.Values], Census.Of(now, papers.Genome.Genes, Clock()))
        {
            Quarantined = now.Quarantines.Count > 0 ? [.. now.Quarantines.Values.OrderBy(one => one.Cell)] : null,
            Waking = now.Wakings.IsEmpty ? null : [.. now.Wakings.Values],
            Cleared = now.Clearances.IsEmpty ? null : [.. now.Clearances.Values],
            Power = now.Powers.IsEmpty ? null : [.. now.Powers.Values],
            Relics = now.Relics.IsEmpty ? null : now.Relics,
        };
    }

    /// <summary>No more leases, clients and births for it, for a day: on disk before anybody is told.</summary>
    public void Isolate(CellId cell, string reason)
    {
        lock (gate)
        {
            var next = Isolation.Isolate(roster, cell, reason, time.GetUtcNow());
            if (next != roster)
            {
                Keep(next);
                var facts = next.Members.GetValueOrDefault(cell)?.Entry.Facts;
                Decided?.Invoke(new AuditDeed(AuditKind.Quarantine, $"cell {self.Id}", $"Cell {cell} is in quarantine until {next.Quarantines[cell].Until:u}: {reason}", ""));
                LogIsolated(cell, facts?.Machine ?? "a machine that was not heard yet", next.Quarantines[cell].Until, reason);
            }
        }
    }

    /// <summary>The operator trusts it again.</summary>
    /// <returns>Whether it was in quarantine.</returns>
    public bool Clear(CellId cell)
    {
        lock (gate)
        {
            var next = Isolation.Clear(roster, cell);
            if (next == roster)
            {
                return false;
            }

            Keep(next);
            LogCleared(cell);
            return true;
        }
    }

    /// <summary>The operator prepared the machine anew and found it blank.</summary>
    public void SeenBlank(string machine)
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            Keep(TaintLedger.SaidWell(BirthLedger.SeenBlank(roster, machine, now), machine, now));
        }
    }

    // Whoever speaks later is struck at once.
    private Roster Struck(Roster present)
    {
        var revoked = papers.Revocations.Now;
        if (revoked.Version == struck)
        {
            return present;
        }

        struck = revoked.Version;
        return Banishment.Strike(present, revoked);
    }

    private void Suspect(Heartbeat beat, CellIdentity sender)
    {
        if (sender.Id == beat.Cell && !roster.Quarantines.ContainsKey(beat.Cell) && Offences.Of(roster, beat, papers.Genome.Now, () => Others() == 0) is { } offence)
        {
            Isolate(beat.Cell, offence);
        }
    }

    private int Others() => Colleagues.Count(roster, self.Id, papers.Revocations.Now);

    private TimeSpan Clock() => time.GetElapsedTime(0);

    private void Keep(Roster next)
    {
        file.Write(next);
        Become(next);
    }

    private void Become(Roster next)
    {
        var happened = RosterEvents.Between(roster, next);
        Volatile.Write(ref roster, next);
        if (happened.Count == 0)
        {
            return;
        }

        Happened?.Invoke(happened);
        foreach (var news in happened.Where(news => news.Kind is EventKind.Alive or EventKind.Suspect or EventKind.Dead or EventKind.Gone))
        {
            LogTurned(news.Cell, news.Machine, news.Kind, news.What);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Cell {Cell} on {Machine} is in quarantine until {Until:u}: {Reason}. `cell quarantine` shows it, `cell quarantine --clear` ends it, `cell revoke` takes it out for good.")]
    private partial void LogIsolated(CellId cell, string machine, DateTimeOffset until, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Cell {Cell} is in quarantine no more: its operator trusts it.")]
    private partial void LogCleared(CellId cell);

    [LoggerMessage(Level = LogLevel.Information, Message = "Cell {Cell} on {Machine} is {Kind}: {Reason}.")]
    private partial void LogTurned(CellId? cell, string machine, EventKind kind, string reason);
}
