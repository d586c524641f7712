using System.Globalization;
using System.Text;
using Cell.Identity;

namespace Cell.Tissue;

/// <summary>Vitals in the Prometheus text format (exposition format 0.0.4).</summary>
internal static class PrometheusText
{
    public static string Of(CellVitals vitals)
    {
        var text = new StringBuilder();
        Gauge(text, "cell_cpu_ratio", "Cores used / cores allowed.", vitals.Cpu);
        Gauge(text, "cell_resident_bytes", "Resident memory.", vitals.ResidentBytes);
        Gauge(text, "cell_pages", "Pages stored (api) or crawled since the start (crawler).", vitals.Pages);
        Gauge(text, "cell_pages_per_second", "Pages a second over 10 s.", vitals.Rate);
        Gauge(text, "cell_answers_per_second", "Client answers a second over 10 s.", vitals.Answers);
        Gauge(text, "cell_turned_away_per_second", "Clients a second that were sent away, for there was no room, over 10 s.", vitals.TurnedAway);
        Gauge(text, "cell_frontier_waiting", "URLs due now or later.", vitals.Waiting);
        return text.ToString();
    }

    /// <param name="pages">Null: this cell keeps no pages.</param>
    public static string Unindexed(long? pages)
    {
        var text = new StringBuilder();
        Gauge(text, "cell_pages_unindexed", "Pages taken that searches do not find yet.", pages);
        return text.ToString();
    }

    public static string Of(Brake brake)
    {
        var text = new StringBuilder();
        Gauge(text, "cell_brake", "The operator's brake: 0 running, 1 paused, 2 ordered to die.", (int)brake.Level);
        return text.ToString();
    }

    /// <param name="certificate">Left of this cell's certificate.</param>
    /// <param name="genome">Left of the genome.</param>
    public static string Ends(TimeSpan certificate, TimeSpan genome)
    {
        var text = new StringBuilder();
        Gauge(text, "cell_certificate_seconds_left", "Until this cell's certificate ends.", Math.Floor(certificate.TotalSeconds));
        Gauge(text, "cell_genome_seconds_left", "Until the genome expires.", Math.Floor(genome.TotalSeconds));
        return text.ToString();
    }

    private static void Gauge(StringBuilder text, string name, string help, double? value)
    {
        if (value is { } number)
        {
            text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} gauge\n{name} {number}\n");
        }
    }
}
