using Cell.Genome;
using Cell.Identity;

namespace Cell.Tissue;

/// <summary>What a cell's powers depend on.</summary>
/// <param name="GenerationsLeft">That may still follow it.</param>
/// <param name="Struck">Why the revocation list takes it out; null: it does not.</param>
/// <param name="Entry">Its own on the roster; null: it does not stand there.</param>
/// <param name="RosterAge">Since a health cell last accepted it; null: none has.</param>
internal sealed record Situation(
    CellIdentity Identity, int GenerationsLeft, SignedGenome Genome, Brake Brake, string? Struck, RosterEntry? Entry, TimeSpan? RosterAge, DateTimeOffset Now)
{
    /// <summary>Why the health cells hold it in quarantine; null: they do not.</summary>
    public string? Quarantined { get; init; }
}

/// <summary>Something that a cell may do, or why not.</summary>
/// <param name="WhyNot">Empty: it may.</param>
internal sealed record Power(string Name, bool May, IReadOnlyList<string> WhyNot);

/// <summary>What a cell may still do, and why not the rest. Pure. A new hindrance is a method and its name in one of the lists.</summary>
internal static class Powers
{
    private static readonly Func<Situation, string?>[] Standing = [Ended, Struck, Quarantined, Newborn];
    private static readonly Func<Situation, string?>[] Membership = [.. Standing, NotOnRoster];
    private static readonly Func<Situation, string?>[] Births = [Paused, Braked, GenomeExpired];
    private static readonly Func<Situation, string?>[] Division = [.. Membership, .. Births, LastGeneration, StaleRoster];

    public static IReadOnlyList<Power> Of(Situation situation) =>
    [
        Of("serve", situation, [Lacks(Role.Api), .. Standing]),
        Of("crawl", situation, [Lacks(Role.Crawler), .. Membership]),
        Of("sign tickets", situation, [Lacks(Role.Health), .. Membership, .. Births]),
        Of("divide", situation, Division),
        Of("bear api", situation, [.. Division, MayNotPass(Role.Api)]),
        Of("bear crawler", situation, [.. Division, MayNotPass(Role.Crawler)]),
        Of("bear health", situation, [.. Division, MayNotPass(Role.Health)]),
    ];

    private static Power Of(string name, Situation situation, IEnumerable<Func<Situation, string?>> hindrances)
    {
        var reasons = hindrances.Select(hindrance => hindrance(situation)).OfType<string>().ToList();
        return new Power(name, reasons.Count == 0, reasons);
    }

    private static Func<Situation, string?> Lacks(Role role) => situation => situation.Identity.Roles.Contains(role) ? null : $"It has not the role {Name(role)}.";

    private static Func<Situation, string?> MayNotPass(Role role) => situation =>
        situation.Identity.Roles.Contains(role) || situation.Identity.Roles.Contains(Role.Health) ? null : $"A daughter has no role that her mother lacks, and it has not the role {Name(role)}.";

    private static string? Ended(Situation situation) => situation.Identity.Ends <= situation.Now ? $"Its certificate ended at {situation.Identity.Ends:u}." : null;

    private static string? Struck(Situation situation) => situation.Struck is { } reason ? $"{char.ToUpperInvariant(reason[0])}{reason[1..].TrimEnd('.')}." : null;

    private static string? Quarantined(Situation situation) => situation.Quarantined is { } reason ? $"{reason.TrimEnd('.')}." : null;

    private static string? Newborn(Situation situation) =>
        situation.Entry?.State == CellState.Newborn ? $"It is a newborn: {situation.Entry.Reason}." : null;

    private static string? NotOnRoster(Situation situation) => situation.Entry is null ? "It is not on the roster that it knows." : null;

    private static string? Paused(Situation situation) => situation.Genome.Genes.Division == DivisionMode.Paused ? "Division is paused in the genome." : null;

    private static string? Braked(Situation situation) => situation.Brake.Holds;

    private static string? GenomeExpired(Situation situation) =>
        situation.Genome.Expires <= situation.Now ? $"The genome expired at {situation.Genome.Expires:u}: `cell init --resign` renews it." : null;

    private static string? LastGeneration(Situation situation) => situation.GenerationsLeft > 0
        ? null
        : $"It is of generation {situation.Identity.Generation}, the last one that limits.generations ({situation.Genome.Genes.Limits.Generations}) allows: `cell renew {situation.Identity.Id?.Short}` makes it one of generation 0.";

    private static string? StaleRoster(Situation situation) => situation.RosterAge <= Freshness.Roster
        ? null
        : $"It has no fresh roster: {(situation.RosterAge is { } age ? $"no health cell has answered for {age.TotalSeconds:0} s" : "no health cell has accepted it yet")}.";

    private static string Name(Role role) => role.ToString().ToLowerInvariant();
}
