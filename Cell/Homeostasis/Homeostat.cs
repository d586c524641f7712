using System.Collections.Immutable;
using System.Threading.Channels;
using Cell.Genome;
using Cell.Tissue;
using Cell.Vitals;
using Microsoft.Extensions.Logging;

namespace Cell.Homeostasis;

/// <summary>Keeps a cell in balance: reads its signs, lets <see cref="React"/> decide about each of its roles, and does it (Ashby, "Design for a Brain", 1952).</summary>
internal sealed partial class Homeostat(Body body, Heartbeats heartbeats, LivingGenome genome, TimeProvider time, ILogger<Homeostat> log)
{
    // The same offer comes with each answer until it is used.
    private readonly Channel<Wish> offers = Channel.CreateBounded<Wish>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Dictionary<Role, RoleWindows> windows = [];
    private ImmutableDictionary<Role, Verdict> verdicts = ImmutableDictionary<Role, Verdict>.Empty;
    private Readings? readings;
    private volatile bool replacing;
    private volatile bool replaced;

    /// <summary>The last sample's readings; null: there was none yet.</summary>
    public Readings? Readings => Volatile.Read(ref readings);

    public IReadOnlyDictionary<Role, Verdict> Verdicts => Volatile.Read(ref verdicts);

    /// <summary>It bears the cell that takes its place.</summary>
    public bool Replacing => replacing;

    /// <summary>Its daughter has taken its place.</summary>
    public bool Replaced => replaced;

    public bool ShowsSlow => body.Probe()?.Since is not null;

    /// <summary>What it would bear if it were offered.</summary>
    public IReadOnlyList<Wish> Wishes => [.. Verdicts.Values.SelectMany(verdict => verdict.Reactions).Select(WishOf).OfType<Wish>().Distinct()];

    private Terms Terms => Terms.Of(genome.Genes.Homeostasis);

    private TimeSpan Now => time.GetElapsedTime(0);

    public Task RunAsync(CancellationToken stopping)
    {
        heartbeats.Offered += offer => offers.Writer.TryWrite(offer);
        return Task.WhenAll(SampleAsync(stopping), BearAsync(stopping));
    }

    private async Task SampleAsync(CancellationToken stopping)
    {
        var planned = Now;
        while (true)
        {
            planned += Terms.Sample;
            var wait = planned - Now;
            await Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, time, stopping);
            var late = Now - planned;
            planned = late > TimeSpan.Zero ? Now : planned;
            Sample(late);
        }
    }

    private void Sample(TimeSpan late)
    {
        var read = body.Read();
        Volatile.Write(ref readings, read);
        var roles = body.Roles();
        foreach (var role in roles.Where(role => role != Role.Health))
        {
            var reactions = React.To(SituationOf(role, roles, read, late));
            if (reactions is [Reaction.Hold { Cause: HoldCause.Blind }])
            {
                windows.Remove(role);
            }

            Remember(role, reactions);
            if (role == Role.Api)
            {
                body.Shed(reactions.OfType<Reaction.Shed>().FirstOrDefault());
            }

            if (reactions.OfType<Reaction.Leave>().FirstOrDefault() is { } leave)
            {
                body.Leave(leave.Reason);
            }
        }
    }

    private Situation SituationOf(Role role, IReadOnlyList<Role> roles, Readings read, TimeSpan late)
    {
        var (genes, terms) = (genome.Genes, Terms);
        var sum = heartbeats.Roster.Aggregates.GetValueOrDefault(role);
        var own = role == Role.Crawler ? sum?.MeanSaid() : body.Load(role, read);
        var window = windows.GetValueOrDefault(role, RoleWindows.Unseen);
        windows[role] = window = sum is null ? RoleWindows.Unseen : window.With(sum, own, terms, Now);
        return new Situation
        {
            Role = role,
            Senses = new Senses(time.GetUtcNow() - read.At, heartbeats.RosterAge, late, body.Barred(), body.Pregnant()),
            Own = new OwnState(body.Cell, own)
            {
                Signs = read.Signs,
                Probe = body.Probe(),
                Faults = body.Faults(),
                Others = [.. roles.Where(other => other != role)],
                Needed = body.Needed(role),
                MayLeave = heartbeats.MayLeave,
                Replaced = replaced,
            },
            Aggregate = sum,
            Windows = window,
            Population = genes.Population[role],
            Terms = terms,
            Now = Now,
            Siblings = heartbeats.Siblings,
        };
    }

    private void Remember(Role role, IReadOnlyList<Reaction> reactions)
    {
        // The figures change with each sample; what is done, and why, seldom.
        var known = Verdicts.GetValueOrDefault(role);
        var same = known is not null && known.Reactions.Select(KindOf).SequenceEqual(reactions.Select(KindOf), StringComparer.Ordinal);
        Volatile.Write(ref verdicts, verdicts.SetItem(role, new Verdict(same ? known!.Since : time.GetUtcNow(), reactions))); // known where it is the same
        if (!same && (known is not null || reactions is not [Reaction.Hold]))
        {
            LogReaction(role, string.Join("; and ", reactions.Select(reaction => reaction.Reason)));
        }
    }

    private async Task BearAsync(CancellationToken stopping)
    {
        await foreach (var offer in offers.Reader.ReadAllAsync(stopping))
        {
            if (!Wishes.Contains(offer) || body.Barred() is not null || body.Pregnant() is not null)
            {
                continue;
            }

            replacing = offer.Replaces;
            var failure = await body.BearAsync(offer.Role, offer.Replaces, stopping);
            if (failure is not null)
            {
                LogUnborn(offer.Role, failure);
            }
            else if (offer.Replaces)
            {
                replaced = true;
            }
            else if (offer.Moves)
            {
                body.Drop(offer.Role);
            }

            replacing = false;
        }
    }

    private static Wish? WishOf(Reaction reaction) => reaction switch
    {
        // It was wanted by another role of this process, to have the machine for itself.
        Reaction.Intend intend => new Wish(intend.Wanted, false) { Moves = intend.Wanted != intend.Role },
        Reaction.Replace replace => new Wish(replace.Role, true),
        _ => null,
    };

    private static string KindOf(Reaction reaction) => reaction is Reaction.Hold hold ? $"hold {hold.Cause}" : reaction.GetType().Name;

    /// <summary>What was decided about a role last, and since when it is the same.</summary>
    internal sealed record Verdict(DateTimeOffset Since, IReadOnlyList<Reaction> Reactions);

    [LoggerMessage(Level = LogLevel.Information, Message = "As {Role} this cell {Reason}.")]
    private partial void LogReaction(Role role, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A {Role} that was offered to this cell was not born: {Reason}")]
    private partial void LogUnborn(Role role, string reason);
}
