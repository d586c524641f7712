using Cell.Tissue;

namespace Cell.Frontier;

/// <summary>How a host bears being asked, from what lease holders told. Pure.</summary>
/// <param name="Delay">What the last holder left between two requests.</param>
/// <param name="Answer">How long it takes to answer; zero: not known.</param>
/// <param name="Address">"" when it never answered.</param>
/// <param name="Faults">Leases in a row in which the host as a whole failed.</param>
/// <param name="Fault">Why the last of them did.</param>
internal sealed record HostManners(TimeSpan Delay, TimeSpan Answer, string Address, int Faults, string Fault)
{
    /// <summary>After so many a crawl does not wait for it any more.</summary>
    public const int LastFault = 5;

    private const int LongestText = 200;

    public static HostManners Unknown { get; } = new(TimeSpan.Zero, TimeSpan.Zero, "", 0, "");

    public bool IsGivenUp => Faults >= LastFault;

    public HostManners Learn(HostNews news) => new(
        TimeSpan.FromMilliseconds(Math.Max(news.DelayMs, 0)),
        Smooth(TimeSpan.FromMilliseconds(Math.Max(news.AnswerMs, 0))),
        news.Address.Length is > 0 and <= LongestText ? news.Address : Address,
        news.Fault.Length > 0 ? Faults + 1 : 0,
        news.Fault.Length > LongestText ? news.Fault[..LongestText] : news.Fault);

    // RFC 6298's weight would follow a slowing host too late: holders send means already.
    private TimeSpan Smooth(TimeSpan answer) => answer == TimeSpan.Zero ? Answer : Answer == TimeSpan.Zero ? answer : (Answer + answer) / 2;
}
