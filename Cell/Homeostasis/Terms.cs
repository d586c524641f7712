using Cell.Genome;

namespace Cell.Homeostasis;

/// <summary>Between what a role is held, and how long is looked before something is done.</summary>
/// <param name="Ideal">The load that a role is brought to.</param>
/// <param name="Factor">All times are so many times as long as usual.</param>
internal sealed record Terms(double Ideal, double Factor)
{
    public static readonly Terms Usual = new(0.5, 1);

    public static Terms Of(HomeostasisGenes genes) => new(genes.Ideal, genes.Windows);

    // Who is brought nearer to it grows no later: what is strained stays strained.
    private const double Strained = 0.6;

    /// <summary>Above it there is too much to do.</summary>
    public double High => Math.Min(Ideal * 1.2, Strained);

    /// <summary>Below it there is too little to do.</summary>
    public double Low => High * 2 / 3;

    /// <summary>What those who stay may have when others left.</summary>
    public double Kept => High * 11 / 12;

    /// <summary>A role that grew lately is only brought back into its band: who leaves now may be born again within the hour.</summary>
    public double Doubted => Low * 9 / 8;

    /// <summary>A role that has not grown for <see cref="Settled"/> has too little to do below it already.</summary>
    public double Spare => Math.Max(Low, Ideal * 0.92);

    /// <summary>And is brought to this.</summary>
    public double Trimmed => Math.Min(Kept, Ideal);

    /// <summary>A cell at this load has more to do than it can.</summary>
    public double Full => Ideal * 2;

    /// <summary>A shared sign above it forbids growth, whatever a role is brought to.</summary>
    public const double Veto = 0.6;

    public TimeSpan Sample => Scaled(5);

    public TimeSpan Confirm => Scaled(20);

    /// <summary>The more there is too much, the sooner it is believed: what counts is how much work that was, not for how long.</summary>
    /// <param name="mean">Load of the role.</param>
    public TimeSpan ConfirmAt(double mean) => Confirm * Math.Clamp(High / Math.Max(mean, double.Epsilon), LeastConfirm, 1);

    // Two readings.
    private const double LeastConfirm = 0.25;

    public TimeSpan Long => Scaled(600);

    /// <summary>So long a birth is held to have been needed.</summary>
    public TimeSpan Settled => Scaled(3600);

    /// <summary>A slow machine is slow still after this.</summary>
    public TimeSpan Again => Scaled(300);

    /// <summary>An offer that nobody used passes on.</summary>
    public TimeSpan Offer => Scaled(30);

    /// <summary>Vitals that are older are none: heartbeats come as often whatever the windows are.</summary>
    public static readonly TimeSpan Stale = TimeSpan.FromSeconds(10);

    /// <summary>By then a birth shows whether it helped.</summary>
    /// <param name="birth">How long one takes.</param>
    public TimeSpan Relief(Role role, TimeSpan birth)
    {
        var seen = SlowStart(role) + (birth * 2);
        return seen > Scaled(30) ? seen : Scaled(30);
    }

    // The front sends a newborn API less for a while; a crawler takes what she can at once.
    private TimeSpan SlowStart(Role role) => role == Role.Api ? Scaled(60) : TimeSpan.Zero;

    private TimeSpan Scaled(double seconds) => TimeSpan.FromSeconds(seconds * Factor);
}
