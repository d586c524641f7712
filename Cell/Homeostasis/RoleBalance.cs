using System.Collections.Immutable;
using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;

namespace Cell.Homeostasis;

/// <summary>What a health cell remembers of a role between two looks. Immutable.</summary>
/// <param name="Below">The role has too little to do.</param>
/// <param name="Left">When it let cells leave last.</param>
/// <param name="Offers">Births that were offered and not begun, by their mother.</param>
internal sealed record RoleBalance(Recent Recent, Held Below, TimeSpan? Left, Inhibition Inhibition, ImmutableDictionary<CellId, TimeSpan> Offers)
{
    public static readonly RoleBalance Begin = new(Recent.None, Held.Not, null, Inhibition.None, ImmutableDictionary<CellId, TimeSpan>.Empty);

    /// <summary>It has little to do, though not too little.</summary>
    public Held Spare { get; init; } = Held.Not;

    /// <summary>When it had more cells than before last; null: it was not seen to grow.</summary>
    public TimeSpan? Grew { get; init; }

    public int Cells { get; init; }

    /// <summary>The ticket was signed: the birth counts as pending from now on. Or it was refused, and another one may.</summary>
    public RoleBalance Used(CellId mother) => this with { Offers = Offers.Remove(mother) };
}

/// <summary>A role as a health cell sees it.</summary>
/// <param name="Room">So many births are possible: blank machines beyond the reserve, and what the limits leave.</param>
/// <param name="Birth">How long one takes.</param>
/// <param name="Candidates">All living cells of the role; asked for only when somebody may leave.</param>
internal sealed record RoleView(Role Role, Aggregate Now, Population Population, IReadOnlyCollection<Intent> Intents, int Room, TimeSpan Birth, Func<IReadOnlyList<Candidate>> Candidates)
{
    /// <summary>Blank machines that growth leaves alone, and a replacement may use.</summary>
    public int Reserve { get; init; }
}

/// <param name="Offered">Whose mothers may ask for a ticket now.</param>
/// <param name="Leaving">Cells that may leave now.</param>
/// <param name="Reason">Why, or why nobody.</param>
internal sealed record BalanceStep(RoleBalance Next, IReadOnlyList<Intent> Offered, IReadOnlyList<CellId> Leaving, string Reason)
{
    /// <summary>So many more would be born if there was room.</summary>
    public int Short { get; init; }
}
