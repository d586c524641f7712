using Cell.Vitals;

namespace Cell.Api;

/// <summary>Who is let in: clients up to the adaptive limit, pages a tenth of it and what clients leave of the rest. Immutable; pure.</summary>
/// <param name="Clients">Being answered.</param>
/// <param name="Pages">Batches that are being taken in.</param>
internal readonly record struct Admission(Gradient2 Adaptive, int Clients, int Pages)
{
    private const int Tenth = 10;

    public static readonly Admission Start = new(Gradient2.Start, 0, 0);

    public int Limit => Adaptive.Limit;

    /// <summary>How long answers took, as a long mean.</summary>
    public TimeSpan Usual => TimeSpan.FromMilliseconds(Adaptive.Long);

    /// <summary>Batches that are let in whatever clients do.</summary>
    public int Assured => Math.Max(1, Limit / Tenth);

    /// <summary>Batches that may be taken in at once now.</summary>
    public int MostPages => Math.Max(Assured, Limit - Clients);

    public bool HasRoomForClient => Clients < Limit;

    public bool HasRoomForPages => Pages < MostPages;

    public Admission WithClient() => this with { Clients = Clients + 1 };

    /// <param name="took">From its coming to its answer.</param>
    /// <param name="inFlight">When it came, itself included.</param>
    public Admission WithoutClient(TimeSpan took, int inFlight) => this with { Clients = Clients - 1, Adaptive = Adaptive.With(Math.Max(took.TotalMilliseconds, 0.001), inFlight) };

    public Admission WithPages() => this with { Pages = Pages + 1 };

    public Admission WithoutPages() => this with { Pages = Pages - 1 };
}
