using System.Collections.Immutable;
using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;

namespace Cell.Health;

/// <summary>What the leading health cell tells the others of balance. Immutable.</summary>
/// <param name="Offers">Births, by the mother that may ask for a ticket.</param>
/// <param name="Leaves">By the cell that may leave.</param>
/// <param name="Inhibited">By role: why it does not grow for a while.</param>
internal sealed record Guidance(ImmutableDictionary<CellId, Wish> Offers, ImmutableDictionary<CellId, Departure> Leaves, ImmutableDictionary<Role, string> Inhibited)
{
    public static readonly Guidance None = new(ImmutableDictionary<CellId, Wish>.Empty, ImmutableDictionary<CellId, Departure>.Empty, ImmutableDictionary<Role, string>.Empty);

    /// <summary>Why this request has no leave, whatever the limits say; null: it has.</summary>
    public string? Bars(TicketRequest request) => Offers.TryGetValue(request.Mother, out var offer) && offer.Role == request.Role && offer.Replaces == request.Replaces
        ? null
        : $"No birth of a {request.Role.ToString().ToLowerInvariant()} is offered to this cell now.";

    public Guidance Used(CellId mother) => this with { Offers = Offers.Remove(mother) };

    public IReadOnlyDictionary<Role, Aggregate> With(IReadOnlyDictionary<Role, Aggregate> sums) =>
        Inhibited.IsEmpty ? sums : sums.ToDictionary(sum => sum.Key, sum => sum.Value with { Inhibited = Inhibited.GetValueOrDefault(sum.Key) });
}
