using Cell.Genome;
using Cell.Tissue;

namespace Cell.Mitosis;

/// <summary>A health cell that only takes reports and notes, and the first ones not at all.</summary>
internal sealed class ReportsKept(int unreachableFor) : IKeeper
{
    private readonly List<BirthReport> taken = [];
    private readonly List<AuditNote> notes = [];
    private int tries;

    public IReadOnlyList<BirthReport> Taken => taken;

    public IReadOnlyList<AuditNote> Notes => notes;

    public int Tries => tries;

    /// <summary>What its roster knows.</summary>
    public IReadOnlyList<Birth> Births { get; init; } = [];

    public Task ReportAsync(BirthReport report, CancellationToken cancellation)
    {
        if (Interlocked.Increment(ref tries) <= unreachableFor)
        {
            throw new TissueException("No health cell answers.", null, null);
        }

        taken.Add(report);
        return Task.CompletedTask;
    }

    public Task<HeartbeatAnswer> HearAsync(Heartbeat beat, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<TicketAnswer> TicketAsync(TicketRequest request, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<RosterAnswer> RosterAsync(CancellationToken cancellation) => Task.FromResult(new RosterAnswer(1, 1, [], Births, [], new Dictionary<Role, Aggregate>()));

    public Task<byte[]> PaperAsync(Paper paper, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<PaperVersion> OfferAsync(Paper paper, byte[] envelope, CancellationToken cancellation) => throw new NotSupportedException();

    public Task RecordAsync(AuditNote note, CancellationToken cancellation)
    {
        if (Interlocked.Increment(ref tries) <= unreachableFor)
        {
            throw new TissueException("No health cell answers.", null, null);
        }

        notes.Add(note);
        return Task.CompletedTask;
    }
}
