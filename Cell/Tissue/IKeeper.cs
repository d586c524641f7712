using Cell.Identity;

namespace Cell.Tissue;

/// <summary>A health cell as other cells see it: in the same process its roster keeper, elsewhere that one over the tissue.</summary>
internal interface IKeeper
{
    Task<HeartbeatAnswer> HearAsync(Heartbeat beat, CancellationToken cancellation);

    Task<TicketAnswer> TicketAsync(TicketRequest request, CancellationToken cancellation);

    Task ReportAsync(BirthReport report, CancellationToken cancellation);

    Task<RosterAnswer> RosterAsync(CancellationToken cancellation);

    /// <summary>The signed paper that the health cell holds, as its DSSE envelope.</summary>
    Task<byte[]> PaperAsync(Paper paper, CancellationToken cancellation);

    /// <summary>Shows it a paper; it adopts what its rules allow.</summary>
    Task<PaperVersion> OfferAsync(Paper paper, byte[] envelope, CancellationToken cancellation);

    /// <summary>Tells it an order that arrived at another cell; it stands in its audit log when this comes back.</summary>
    Task RecordAsync(AuditNote note, CancellationToken cancellation);
}
