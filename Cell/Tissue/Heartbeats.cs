using System.Collections.Concurrent;
using Cell.Genome;
using Cell.Identity;
using Microsoft.Extensions.Logging;

namespace Cell.Tissue;

/// <summary>Tells every health cell once a second that this cell lives, and learns from the answers: roster, genome, accusations.</summary>
internal sealed partial class Heartbeats(CellSelf self, Papers papers, Keepers keepers, Func<CellVitals> measure, ILogger<Heartbeats> log)
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    // On a starved box; TCP sends again what is lost well before.
    private static readonly TimeSpan Hearing = TimeSpan.FromSeconds(2);

    // The answer may bring papers.
    private static readonly TimeSpan Learning = TimeSpan.FromSeconds(3);

    private readonly TimeProvider time = TimeProvider.System;
    private readonly PaperExchange exchange = new(papers, log);
    private readonly ConcurrentDictionary<string, string> nonces = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> accepted = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, RosterCopy> copies = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, HeartbeatAnswer> words = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> troubles = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Task> underWay = [];
    private readonly Lock gate = new();
    private Quarantines quarantines = Quarantines.None;
    private IReadOnlyList<(string Name, IKeeper Keeper)> sought = [];
    private long sequence;

    /// <summary>Unix milliseconds of the start, or more after a refuted accusation.</summary>
    public long Incarnation { get; private set; } = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    public RosterCopy Roster { get; private set; } = RosterCopy.Empty;

    /// <summary>Since a health cell last accepted this one; null: none has yet.</summary>
    public TimeSpan? RosterAge => Age(_ => true);

    /// <summary>The health cells whose answers are fresh: <see cref="Keepers.OwnName"/>, or their tissue addresses.</summary>
    public IReadOnlyList<string> Heard => [.. accepted.Where(pair => time.GetElapsedTime(pair.Value) <= Freshness.Roster).Select(pair => pair.Key)];

    /// <summary>The health cells to turn to; those that answer come first.</summary>
    public IReadOnlyList<(string Name, IKeeper Keeper)> Reach() => keepers.Of(Roster, Heard);

    /// <summary>As <see cref="RosterAge"/>, of the health cells in other processes.</summary>
    public TimeSpan? OthersAge => Age(name => name != Keepers.OwnName);

    /// <summary>Why a health cell lets this one leave, as those that answer now say; null: none does.</summary>
    public Departure? MayLeave => Words().Select(word => word.MayLeave).FirstOrDefault(why => why is not null);

    /// <summary>The wills that name this cell, by the addresses of the health cells that wrote them, as those that answer now say.</summary>
    public IReadOnlyList<(string Keeper, long Version)> Wills => [.. words.Where(word => IsFresh(word.Key) && word.Value.Will > 0).Select(word => (word.Key, word.Value.Will.GetValueOrDefault()))];

    /// <summary>APIs with room, as those that answer now name them.</summary>
    public IReadOnlyList<Neighbour> Siblings => Words().Select(word => word.Siblings).FirstOrDefault(siblings => siblings is not null) ?? [];

    /// <summary>Why a cell gets no leases, no clients and no births; null: nothing bars it.</summary>
    public string? Quarantined(CellId cell) => Volatile.Read(ref quarantines).Of(cell, time.GetUtcNow());

    /// <summary>Raised at the first accepted heartbeat and at each later one.</summary>
    public event Action? Accepted;

    /// <summary>Raised when a health cell tells this one to end itself.</summary>
    public event Action<string>? Ended;

    /// <summary>Raised when a health cell lets this one ask for a ticket: with each answer, until it has.</summary>
    public event Action<Wish>? Offered;

    /// <summary>Raised when the roster brought something new.</summary>
    public event Action<HeartbeatAnswer>? Changed;

    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Beat, time);
        try
        {
            do
            {
                await TellAllAsync(stopping);
            }
            while (await timer.WaitForNextTickAsync(stopping));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            using var farewell = new CancellationTokenSource(Beat, time);
            await Task.WhenAll(Reach().Select(keeper => LeaveAsync(keeper.Name, keeper.Keeper, farewell.Token)));
        }
    }

    // One that does not answer keeps no other from hearing of this cell.
    private async Task TellAllAsync(CancellationToken stopping)
    {
        var all = Reach();
        Isolate(held => held.With(all.Select(keeper => keeper.Name)));
        sought = OthersAge <= Freshness.Roster ? [] : [.. keepers.Elsewhere(all)];
        foreach (var (name, keeper) in all.Concat(sought))
        {
            if (underWay.GetValueOrDefault(name) is { } last)
            {
                if (!last.IsCompleted)
                {
                    continue;
                }

                await last;
            }

            underWay[name] = TellAsync(name, keeper, stopping);
        }
    }

    private async Task TellAsync(string name, IKeeper keeper, CancellationToken cancellation)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bound.CancelAfter(Hearing);
        try
        {
            var answer = await keeper.HearAsync(Next(name, goodbye: false), bound.Token);
            bound.CancelAfter(Learning);
            await LearnAsync(name, keeper, answer, bound.Token);
        }
        catch (Exception fault) when (fault is TissueException or IOException or OperationCanceledException)
        {
            if (!cancellation.IsCancellationRequested)
            {
                Trouble(name, $"{name}: {(fault is OperationCanceledException ? "no answer in time" : fault.Message)}");
            }
        }
    }

    private async Task LeaveAsync(string name, IKeeper keeper, CancellationToken cancellation)
    {
        try
        {
            await keeper.HearAsync(Next(name, goodbye: true), cancellation);
        }
        catch (Exception fault) when (fault is TissueException or IOException or OperationCanceledException)
        {
            // It will see the closed port.
        }
    }

    private Heartbeat Next(string name, bool goodbye)
    {
        var held = papers.Versions;
        var copy = copies.GetValueOrDefault(name, RosterCopy.Empty);
        return new Heartbeat(1, self.Id, Incarnation, Interlocked.Increment(ref sequence), nonces.GetValueOrDefault(name, ""), copy.Version, held.Genome, self.Facts, measure(), goodbye)
        {
            RosterBegun = copy.Begun,
            RevocationVersion = held.Revocations,
            BrakeVersion = held.Brake,
            Binary = Interlocked.Read(ref sequence) > 1 ? RunningBinary.Sha256 : null, // not in the way of the start
        };
    }

    private async Task LearnAsync(string name, IKeeper keeper, HeartbeatAnswer answer, CancellationToken cancellation)
    {
        if (answer.Accused is { } accused && accused >= Incarnation)
        {
            Incarnation = accused + 1;
            LogRefuting(name, Incarnation);
        }

        if (answer.End is { } reason)
        {
            Trouble(name, $"{name} ends this cell: {reason}");
            Ended?.Invoke(reason);
        }

        // Also of a refusal: who echoes it has lived to see it.
        nonces[name] = answer.Nonce;
        var judgedBy = papers.Revocations.Now;

        // Also from a health cell that refuses this one: it may be revoked.
        if (await exchange.WithAsync(name, keeper, new PaperVersions(answer.GenomeVersion, answer.RevocationVersion, answer.BrakeVersion), cancellation) is { Length: > 0 } refused)
        {
            Trouble(name, refused);
        }

        if (!answer.Accepted)
        {
            Trouble(name, $"{name} refuses this cell: {answer.Refusal}");
            return;
        }

        if (papers.Revocations.Now != judgedBy)
        {
            // It may stand on the list that it brought: the next beat goes over a connection that is judged by it.
            return;
        }

        lock (gate)
        {
            var copy = copies.GetValueOrDefault(name, RosterCopy.Empty).With(answer);

            // Who becomes an heir is told of everybody from then on: its copy begins anew.
            copies[name] = answer.Will is not null && words.GetValueOrDefault(name)?.Will is null ? copy with { Version = 0, Begun = 0 } : copy;
            accepted[name] = time.GetTimestamp();
            words[name] = answer with { Changes = [] };
            Roster = RosterCopy.Of(Fresh());
        }

        Isolate(held => held.With(name, answer.Quarantined ?? []));
        troubles.TryRemove(name, out _);
        Accepted?.Invoke();
        if (answer.Offer is { } offer)
        {
            Offered?.Invoke(offer);
        }

        if (answer.Changes.Count > 0)
        {
            Changed?.Invoke(answer);
        }
    }

    private void Isolate(Func<Quarantines, Quarantines> change)
    {
        Quarantines before, now;
        lock (gate)
        {
            before = quarantines;
            now = change(before);
            Volatile.Write(ref quarantines, now);
        }

        var moment = time.GetUtcNow();
        foreach (var cell in now.Accused.Where(cell => before.Of(cell, moment) is null))
        {
            if (now.Of(cell, moment) is { } reason)
            {
                LogIsolated(cell, reason);
            }
        }
    }

    private IEnumerable<HeartbeatAnswer> Words() => words.Where(word => IsFresh(word.Key)).OrderBy(word => word.Key, StringComparer.Ordinal).Select(word => word.Value);

    private TimeSpan? Age(Func<string, bool> of)
    {
        var known = accepted.Where(pair => of(pair.Key)).Select(pair => pair.Value).ToList();
        return known.Count == 0 ? null : time.GetElapsedTime(known.Max());
    }

    private bool IsFresh(string keeper) => time.GetElapsedTime(accepted.GetValueOrDefault(keeper)) <= Freshness.Roster;

    // Of a health cell that is silent nothing counts, unless all are.
    private List<RosterCopy> Fresh()
    {
        var newest = copies.OrderBy(pair => pair.Key == Keepers.OwnName ? 0 : 1).ThenBy(pair => pair.Key, StringComparer.Ordinal).ToLookup(pair => IsFresh(pair.Key), pair => pair.Value);
        return [.. newest.Contains(true) ? newest[true] : newest[false]];
    }

    // The same trouble each second is one line; where a health cell only might be there is none.
    private void Trouble(string name, string trouble)
    {
        if (troubles.GetValueOrDefault(name) != trouble && !sought.Any(seat => seat.Name == name))
        {
            troubles[name] = trouble;
            LogTrouble(trouble);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Heartbeat: {Trouble}")]
    private partial void LogTrouble(string trouble);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Keeper} held this cell dead; it goes on as incarnation {Incarnation}.")]
    private partial void LogRefuting(string keeper, long incarnation);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Cell {Cell} gets no work any more. {Reason}")]
    private partial void LogIsolated(CellId cell, string reason);
}
