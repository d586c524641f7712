using System.Globalization;
using System.Text;
using Cell.Tissue;

namespace Cell.Cli;

/// <summary>A frontier as people read it.</summary>
internal static class FrontierTable
{
    public static string Draw(FrontierView view)
    {
        var text = new StringBuilder(Summary(view));
        text.AppendLine();
        foreach (var scope in view.Scopes)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{scope.State,-9} {scope.Prefix}");
        }

        return Draw(text, view.Slowest);
    }

    public static string Summary(FrontierView view) => string.Create(
        CultureInfo.InvariantCulture,
        $"{view.Known} URLs known, {view.Waiting} waiting, on {view.Hosts} hosts: {view.Leases} being worked on, {view.GivenUp} that gave nothing; {view.DiskBytes / 1048576.0:0} MB on disk, demand {view.Demand.Rate:0.##} URLs/s.{(view.Dead > 0 ? $" {view.Dead} messages of the broker could not be worked on." : "")}");

    public static string Hosts(IReadOnlyList<HostView> hosts) => Draw(new StringBuilder(), hosts);

    /// <summary>"2 h 5 min", "40 s".</summary>
    public static string Time(double seconds) => TimeSpan.FromSeconds(Math.Min(seconds, 1e9)) switch
    {
        { TotalMinutes: < 1 } time => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s"),
        { TotalHours: < 1 } time => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} min"),
        { TotalDays: < 2 } time => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours} h {time.Minutes} min"),
        var time => string.Create(CultureInfo.InvariantCulture, $"{time.TotalDays:0} days"),
    };

    private static string Draw(StringBuilder text, IReadOnlyList<HostView> hosts)
    {
        if (hosts.Count > 0)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{"HOST",-32} {"KNOWN",9} {"WAITING",9} {"DELAY",8} {"ANSWER",8} {"LEAST",12}  WHY");
        }

        foreach (var host in hosts)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{host.Host,-32} {host.Known,9} {host.Waiting,9} {host.DelayMs + " ms",8} {host.AnswerMs + " ms",8} {Time(host.SecondsLeft),12}  {host.Why}{Dropped(host)}");
        }

        return text.ToString().TrimEnd();
    }

    private static string Dropped(HostView host) =>
        (host.Dropped > 0 ? string.Create(CultureInfo.InvariantCulture, $"; {host.Dropped} links left out: crawler.urlsPerHost is reached") : "")
        + (host.Trapped > 0 ? string.Create(CultureInfo.InvariantCulture, $"; {host.Trapped} links left out: they look endless") : "");
}
