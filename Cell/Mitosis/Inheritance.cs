using Cell.Identity;
using Cell.Tissue;
using Microsoft.Extensions.Logging;

namespace Cell.Mitosis;

/// <summary>Every cell that is not a health cell: holds the wills that name it, and when no health cell lives any more, sees that one is born.</summary>
/// <param name="bearAsync">By a ticket that heirs signed.</param>
internal sealed partial class Inheritance(
    CellSelf self, Wills wills, VacancyWatch watch, HeirCouncil council, Func<Bequest, string, CancellationToken, Task<DivisionEnd>> bearAsync, TimeProvider time, ILogger<Inheritance> log)
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(60);

    // By then the heirs sign for another machine: the first one may be off, or unfit.
    private const int TriesASeat = 5;

    private long? failed;
    private int tries;
    private string last = "";

    /// <summary>A step of the loop.</summary>
    public async Task BeatAsync(CancellationToken stopping)
    {
        await wills.ReadAsync(stopping);
        await watch.LookAsync(stopping);
        if (watch.Lasts is not { } vacant || wills.Newest is not [var will, ..] || Will.Look(will.Envelope) is not { } read || vacant < HeirRules.Turn(read, self.Id)
            || (failed is { } at && time.GetElapsedTime(at) < Again))
        {
            return;
        }

        var (done, what) = await SucceedAsync(will, read, stopping);
        failed = done ? null : time.GetTimestamp();
        if (what != last)
        {
            // The same failure again and again is one line.
            last = what;
            LogSuccession((long)vacant.TotalSeconds, what);
        }
    }

    private async Task<(bool Done, string What)> SucceedAsync(SignedWill signed, Will will, CancellationToken stopping)
    {
        var machine = will.Seats[tries++ / TriesASeat % will.Seats.Count];
        DivisionEnd end;
        try
        {
            var (bequest, refusal) = await council.AskAsync(self, signed, will.Heirs, machine, stopping);
            if (bequest is null)
            {
                return (false, $"no health cell is born on {machine}: {refusal}");
            }

            end = await bearAsync(bequest, machine, stopping);
        }
        catch (IOException fault)
        {
            // What is signed has to be on disk first.
            return (false, $"no health cell is born on {machine}: {fault.Message}");
        }

        return (end.Verdict == DivisionVerdict.Proved, $"a health cell on {machine}: {end.Verdict.ToString().ToLowerInvariant()}. {end.Detail}");
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "No health cell has lived for {Seconds} s, all their ports are closed: {What}")]
    private partial void LogSuccession(long seconds, string what);
}
