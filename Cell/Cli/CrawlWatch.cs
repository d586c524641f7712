using System.Globalization;
using Cell.Tissue;

namespace Cell.Cli;

/// <summary>A crawl as it goes on: how far, how fast, how long still, and what holds it up. Pure.</summary>
internal static class CrawlWatch
{
    public static string Draw(StatusAnswer status, FrontierView view)
    {
        var crawlers = status.Roster.Cells.Where(StatusTable.Crawls).ToList();
        var rate = crawlers.Sum(entry => entry.Vitals.Rate);
        var failing = view.Slowest.Where(host => host.Faults > 0).ToList();
        return string.Join(Environment.NewLine, new[]
        {
            FrontierTable.Summary(view),
            string.Create(CultureInfo.InvariantCulture, $"{status.Vitals.Pages} pages stored, {rate:0.#} pages/s by {crawlers.Count} crawlers. {Estimate(view, rate)}"),
            Bound(view, rate, crawlers.Count),
            failing.Count > 0 ? $"Failing: {string.Join(", ", failing.Take(5).Select(host => $"{host.Host} ({host.Fault})"))}." : "",
            FrontierTable.Hosts(view.Slowest),
        }.Where(line => line.Length > 0));
    }

    /// <summary>Delays bound what no further crawler makes faster.</summary>
    public static string Bound(FrontierView view, double rate, int crawlers)
    {
        if (view.Waiting == 0)
        {
            return "";
        }

        if (crawlers == 0)
        {
            return "No crawler lives: `cell divide --role crawler` bears one.";
        }

        return view.SecondsLeft >= ByRate(view, rate)
            ? $"Bound by the hosts' delays, not by speed: {view.Slowest[0].Host} alone needs {FrontierTable.Time(view.SecondsLeft)} ({view.Slowest[0].Why})."
            : "Bound by the crawlers' speed, not by delays.";
    }

    private static string Estimate(FrontierView view, double rate) => view.Waiting == 0 ? "Nothing waits."
        : double.IsInfinity(ByRate(view, rate)) ? "No estimate yet."
        : $"At least {FrontierTable.Time(Math.Max(view.SecondsLeft, ByRate(view, rate)))} more for what is known now.";

    private static double ByRate(FrontierView view, double rate) => view.Waiting / rate;
}
