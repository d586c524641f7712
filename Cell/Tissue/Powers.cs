using Cell.Genome;
using Cell.Identity;

namespace Cell.Tissue;

/// <summary>What a cell's powers depend on.</summary>
/// <param name="GenerationsLeft">That may still follow it.</param>
/// <param name="Struck">Why the revocation list takes it out; null: it does not.</param>
/// <param name="Entry">Its own on the roster; null: it does not stand there.</param>
/// <param name="RosterAge">Since a health cell last accepted it; null: none has.</param>
internal sealed record Footing(
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
    private static readonly Func<Footing, string?>[] Standing = [Ended, Struck, Quarantined, Newborn];
    private static readonly Func<Footing, string?>[] Membership = [.. Standing, NotOnRoster];
    private static readonly Func<Footing, string?>[] Births = [Paused, Braked, GenomeExpired];
    private static readonly Func<Footing, string?>[] Division = [.. Membership, .. Births, LastGeneration, StaleRoster];

    public static IReadOnlyList<Power> Of(Footing footing) =>
    [
        Of("serve", footing, [Lacks(Role.Api), .. Standing]),
        Of("crawl", footing, [Lacks(Role.Crawler), .. Membership]),
        Of("sign tickets", footing, [Lacks(Role.Health), .. Membership, .. Births]),
        Of("divide", footing, Division),
        Of("bear api", footing, [.. Division, MayNotPass(Role.Api)]),
        Of("bear crawler", footing, [.. Division, MayNotPass(Role.Crawler)]),
        Of("bear health", footing, [.. Division, MayNotPass(Role.Health)]),
    ];

    private static Power Of(string name, Footing footing, IEnumerable<Func<Footing, string?>> hindrances)
    {
        var reasons = hindrances.Select(hindrance => hindrance(footing)).OfType<string>().ToList();
        return new Power(name, reasons.Count == 0, reasons);
    }

    private static Func<Footing, string?> Lacks(Role role) => footing => footing.Identity.Roles.Contains(role) ? null : $"It has not the role {Name(role)}.";

    private static Func<Footing, string?> MayNotPass(Role role) => footing =>
        footing.Identity.Roles.Contains(role) || footing.Identity.Roles.Contains(Role.Health) ? null : $"A daughter has no role that her mother lacks, and it has not the role {Name(role)}.";

    private static string? Ended(Footing footing) => footing.Identity.Ends <= footing.Now ? $"Its certificate ended at {footing.Identity.Ends:u}." : null;

    private static string? Struck(Footing footing) => footing.Struck is { } reason ? $"{char.ToUpperInvariant(reason[0])}{reason[1..].TrimEnd('.')}." : null;

    private static string? Quarantined(Footing footing) => footing.Quarantined is { } reason ? $"{reason.TrimEnd('.')}." : null;

    private static string? Newborn(Footing footing) =>
        footing.Entry?.State == CellState.Newborn ? $"It is a newborn: {footing.Entry.Reason}." : null;

    private static string? NotOnRoster(Footing footing) => footing.Entry is null ? "It is not on the roster that it knows." : null;

    private static string? Paused(Footing footing) => footing.Genome.Genes.Division == DivisionMode.Paused ? "Division is paused in the genome." : null;

    private static string? Braked(Footing footing) => footing.Brake.Holds;

    private static string? GenomeExpired(Footing footing) =>
        footing.Genome.Expires <= footing.Now ? $"The genome expired at {footing.Genome.Expires:u}: `cell init --resign` renews it." : null;

    private static string? LastGeneration(Footing footing) => footing.GenerationsLeft > 0
        ? null
        : $"It is of generation {footing.Identity.Generation}, the last one that limits.generations ({footing.Genome.Genes.Limits.Generations}) allows: `cell renew {footing.Identity.Id?.Short}` makes it one of generation 0.";

    private static string? StaleRoster(Footing footing) => footing.RosterAge <= Freshness.Roster
        ? null
        : $"It has no fresh roster: {(footing.RosterAge is { } age ? $"no health cell has answered for {age.TotalSeconds:0} s" : "no health cell has accepted it yet")}.";

    private static string Name(Role role) => role.ToString().ToLowerInvariant();
}
