namespace Cell.Vitals;

/// <summary>A limit that grows by one while it is used and falls by a tenth when that was too much (Chiu and Jain, 1989; as in concurrency-limits' AIMDLimit). Immutable; pure.</summary>
internal readonly record struct Aimd(int Limit, int Least, int Most)
{
    private const double BackOff = 0.9;

    /// <param name="inFlight">What was at work. A limit that is not half used does not grow: nothing is known of what lies above.</param>
    /// <param name="tooMuch">Something failed, or waited too long.</param>
    public Aimd With(int inFlight, bool tooMuch) => this with
    {
        Limit = Math.Clamp(tooMuch ? (int)(Limit * BackOff) : inFlight * 2 >= Limit ? Limit + 1 : Limit, Least, Most),
    };
}
