using Cell.Genome;
using Cell.Tissue;

namespace Cell.Mitosis;

/// <summary>Where a mother gets her ticket and tells how far the birth came: a health cell, or with the root key nobody.</summary>
internal sealed record Leave(Func<string, Role, CancellationToken, Task<TicketAnswer>> AskAsync, Func<BirthReport, CancellationToken, Task> ReportAsync)
{
    /// <summary>Why no birth may begin or go on; null: it may.</summary>
    public Func<string?> Forbidden { get; init; } = () => null;

    /// <param name="mother">The cell that asks.</param>
    public static Leave Of(IKeeper keeper, Identity.CellId mother) => new(
        (target, role, cancellation) => keeper.TicketAsync(new TicketRequest(1, mother, target, role, Ordered: true), cancellation),
        keeper.ReportAsync);
}
