using System.Net;

namespace Cell.Identity;

/// <summary>A peer that was let in nowhere.</summary>
/// <param name="Known">Whose certificate of the organism it showed; "" when it is a stranger's.</param>
internal sealed record Refusal(IPAddress? Remote, string Reason, string Known);

/// <summary>Which refusals are told: one in ten seconds for all strangers, who must not fill the journal, and one for each that shows a
/// certificate of the organism, so that no stranger hides a stolen one.</summary>
internal sealed class RefusalLines(TimeProvider time)
{
    private const int MostNames = 1000;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);
    private readonly Lock gate = new();
    private readonly Dictionary<string, long> told = new(StringComparer.Ordinal);

    public bool MayTell(Refusal refusal)
    {
        lock (gate)
        {
            var name = told.ContainsKey(refusal.Known) || told.Count < MostNames ? refusal.Known : "";
            if (told.TryGetValue(name, out var last) && time.GetElapsedTime(last) <= Pause)
            {
                return false;
            }

            told[name] = time.GetTimestamp();
            return true;
        }
    }
}
