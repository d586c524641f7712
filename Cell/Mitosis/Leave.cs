using Cell.Genome;
using Cell.Tissue;

namespace Cell.Mitosis;

/// <summary>Where a mother gets her ticket and tells how far the birth came: a health cell, or with the root key nobody.</summary>
internal sealed record Leave(Func<string, Role, CancellationToken, Task<TicketAnswer>> AskAsync, Func<BirthReport, CancellationToken, Task> ReportAsync)
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    // A health cell that is started anew meanwhile goes on with it.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    /// <summary>Why no birth may begin or go on; null: it may.</summary>
    public Func<string?> Forbidden { get; init; } = () => null;

    /// <param name="mother">The cell that asks.</param>
    /// <param name="ordered">By an operator.</param>
    /// <param name="replaces">The daughter takes the mother's place.</param>
    public static Leave Of(Council council, Identity.CellId mother, bool ordered, bool replaces) => new(
        (target, role, cancellation) => council.TicketAsync(new TicketRequest(1, mother, target, role, ordered) { Replaces = replaces }, cancellation),
        council.ReportAsync);

    /// <summary>Asks until there is an answer: a machine that is off is switched on first, and her keeper says when it is over.</summary>
    /// <param name="waking">Told that a machine is being switched on, and that it is on.</param>
    /// <exception cref="TissueException">No health cell answers.</exception>
    public async Task<TicketAnswer> TicketAsync(string target, Role role, Action<string> waking, TimeProvider time, CancellationToken cancellation)
    {
        var answer = await AskAsync(target, role, cancellation);
        if (answer.Waking is not { } machine)
        {
            return answer;
        }

        waking($"{machine} is being switched on");
        var (start, heard) = (time.GetTimestamp(), time.GetTimestamp());
        while (answer.Waking is not null)
        {
            if (Forbidden() is { } forbidden)
            {
                return answer with { Waking = null, Refusal = forbidden };
            }

            await Task.Delay(Again, time, cancellation);
            try
            {
                answer = await AskAsync(target, role, cancellation);
                heard = time.GetTimestamp();
            }
            catch (TissueException) when (time.GetElapsedTime(heard) < Silence)
            {
                // Its keeper may be starting anew.
            }
        }

        if (answer.Refusal.Length == 0)
        {
            waking(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{machine} is on after {time.GetElapsedTime(start).TotalSeconds:0.0} s"));
        }

        return answer;
    }
}
