using System.Globalization;
using Cell.Genome;
using Cell.Tissue;

namespace Cell.Homeostasis;

/// <summary>A birth must help: else the role does not grow for a while, twice as long each time. Immutable; pure.</summary>
/// <param name="Open">The births whose effect is awaited; null: none.</param>
/// <param name="Until">No growth before; null: it may.</param>
/// <param name="Failures">In a row.</param>
/// <param name="Reason">Of the last failure.</param>
internal sealed record Inhibition(Wave? Open, TimeSpan? Until, int Failures, string Reason)
{
    public static readonly Inhibition None = new(null, null, 0, "");

    // Less is within what readings differ by anyway.
    private const double Rise = 0.01;

    // Of their expected share: so much of it, and the next need not wait for the rest.
    private const double Sign = 0.25;

    private const double Trial = 0.1;

    private const int MostDoublings = 7;

    /// <summary>Births are offered: from how it is now they will be judged.</summary>
    public Inhibition Offered(Aggregate role, TimeSpan now) => Open is null ? this with { Open = new Wave(now, role.Cells, role.Rate, role.MeanSaid(), role.Cells, null) } : this;

    /// <param name="relief">So long after the last of them was born they have helped, or do not.</param>
    /// <param name="patience">So long after the first offer one of them is born, or none will be.</param>
    public Inhibition Seen(Role kind, Aggregate role, Terms terms, TimeSpan relief, TimeSpan patience, TimeSpan now)
    {
        if (Open is not { } wave)
        {
            return this;
        }

        wave = role.Cells > wave.Most ? wave with { Most = role.Cells, Grown = now } : wave;
        if (wave.Grown is not { } grown)
        {
            return now - wave.At > patience && role.Pending == 0 ? this with { Open = null } : this;
        }

        if (Helped(kind, wave, role, terms))
        {
            return this with { Open = null, Failures = 0, Until = null };
        }

        if (now - grown < relief)
        {
            return this with { Open = wave };
        }

        var pause = relief * Math.Pow(2, Math.Min(Failures, MostDoublings));
        return new Inhibition(null, now + pause, Failures + 1, string.Create(
            CultureInfo.InvariantCulture, $"{wave.Most - wave.Cells} births brought the throughput from {wave.Rate:0.0} to {role.Rate:0.0} a second and the load from {wave.Mean:0.00} to {role.MeanSaid():0.00}: no growth for {pause.TotalSeconds:0} s"));
    }

    /// <summary>Why nobody may be born now; null: somebody may.</summary>
    public string? Forbids(Aggregate role, Terms terms, TimeSpan now) => true switch
    {
        _ when Until > now => Reason,
        _ when Open?.Grown is null => null,

        // It is so much too much that nobody waits for the last proof.
        _ when role.MeanSaid() > terms.Full && role.Rate > Open.Rate * (1 + (Open.Share * Sign)) => null,
        _ => "the last births have not shown yet whether they help",
    };

    /// <summary>After births that did not help only a tenth is tried, or one: else each failure would be twice as big as the one before.</summary>
    public int Most(Aggregate role) => Failures == 0 ? int.MaxValue : Math.Max(1, (int)(role.Cells * Trial));

    private static bool Helped(Role kind, Wave wave, Aggregate role, Terms terms)
    {
        if (role.MeanSaid() <= terms.High)
        {
            return true;
        }

        // What was not done for want of cells is all that more cells can add. Crawlers do all they can at the ideal load, an API at 1.
        var unmet = (wave.Mean / (kind == Role.Crawler ? terms.Ideal : 1)) - 1;
        return unmet > Rise
            ? role.Rate - wave.Rate >= wave.Rate * Math.Min(wave.Share, unmet) / 2
            : wave.Mean - role.MeanSaid() >= wave.Mean * wave.Share / (1 + wave.Share) / 2;
    }
}

/// <summary>Births that were offered together, and how it was before.</summary>
/// <param name="Mean">Load of the role.</param>
/// <param name="Most">Cells since.</param>
/// <param name="Grown">When the last of them was born; null: none was yet.</param>
internal sealed record Wave(TimeSpan At, int Cells, double Rate, double Mean, int Most, TimeSpan? Grown)
{
    /// <summary>Born since / those that lived before.</summary>
    public double Share => Math.Max(0, Most - Cells) / (double)Math.Max(1, Cells);
}
