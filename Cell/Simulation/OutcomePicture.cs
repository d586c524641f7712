using System.Globalization;
using System.Text;

namespace Cell.Simulation;

/// <summary>A result as an SVG picture: what was asked, the load within its band, the cells, births and deaths, one above the other over time.</summary>
internal static class OutcomePicture
{
    private const double Width = 900;
    private const double Left = 60;
    private const double Height = 130;
    private const double Gap = 40;

    public static string Of(Outcome outcome)
    {
        var series = outcome.Series;
        var svg = new StringBuilder(Text($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Left + Width + 20}\" height=\"{3 * (Height + Gap) + 40}\" font-family=\"sans-serif\" font-size=\"12\">\n"));
        svg.Append("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
        svg.Append(Text($"<text x=\"{Left}\" y=\"18\" font-size=\"14\">{Escaped(outcome.Scenario)} ({outcome.Policy}, seed {outcome.Seed})</text>\n"));
        Panel(svg, 0, "asked and done, a second", series, outcome.Seconds, ("#888", moment => moment.Demand), ("#06c", moment => moment.Done));
        var loads = Panel(svg, 1, "mean load (band 0.4 to 0.6)", series, outcome.Seconds, ("#c30", moment => moment.Load), ("none", _ => 1));
        svg.Append(Text($"<rect x=\"{Left}\" y=\"{loads.Y(0.6)}\" width=\"{Width}\" height=\"{loads.Y(0.4) - loads.Y(0.6)}\" fill=\"#0a0\" opacity=\"0.12\"/>\n"));
        var cells = Panel(svg, 2, "cells (black), with those being born (grey); births green, leavings blue, deaths red", series, outcome.Seconds, ("#aaa", moment => moment.Cells + moment.Pending), ("#000", moment => moment.Cells));
        foreach (var mark in outcome.Story.Where(line => line.What is "born" or "left" or "died"))
        {
            var colour = mark.What switch { "born" => "#0a0", "left" => "#06c", _ => "#d00" };
            svg.Append(Text($"<line x1=\"{X(mark.Second, outcome.Seconds)}\" x2=\"{X(mark.Second, outcome.Seconds)}\" y1=\"{cells.Bottom}\" y2=\"{cells.Bottom - 8}\" stroke=\"{colour}\"/>\n"));
        }

        svg.Append(Text($"<text x=\"{Left}\" y=\"{cells.Bottom + 16}\">0</text><text x=\"{Left + Width}\" y=\"{cells.Bottom + 16}\" text-anchor=\"end\">{TimeSpan.FromSeconds(outcome.Seconds)}</text>\n"));
        return svg.Append("</svg>\n").ToString();
    }

    private readonly record struct Frame(double Top, double Most)
    {
        public double Bottom => Top + Height;

        public double Y(double value) => Bottom - (Math.Clamp(value / Most, 0, 1) * Height);
    }

    private static Frame Panel(StringBuilder svg, int row, string title, IReadOnlyList<Moment> series, int seconds, params (string Colour, Func<Moment, double> Of)[] lines)
    {
        var most = Math.Max(1e-9, lines.Max(line => series.Count == 0 ? 1 : series.Max(line.Of)) * 1.05);
        var frame = new Frame(50 + (row * (Height + Gap)), most);
        svg.Append(Text($"<text x=\"{Left}\" y=\"{frame.Top - 8}\">{title}</text><text x=\"{Left - 6}\" y=\"{frame.Top + 10}\" text-anchor=\"end\">{most:0.##}</text><text x=\"{Left - 6}\" y=\"{frame.Bottom}\" text-anchor=\"end\">0</text>\n"));
        svg.Append(Text($"<rect x=\"{Left}\" y=\"{frame.Top}\" width=\"{Width}\" height=\"{Height}\" fill=\"none\" stroke=\"#ccc\"/>\n"));
        foreach (var (colour, of) in lines)
        {
            svg.Append(Text($"<polyline fill=\"none\" stroke=\"{colour}\" points=\"")).AppendJoin(' ', series.Select(moment => Text($"{X(moment.Second, seconds):0.#},{frame.Y(of(moment)):0.#}"))).Append("\"/>\n");
        }

        return frame;
    }

    private static double X(int second, int seconds) => Left + (Width * second / Math.Max(1, seconds));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Escaped(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
}
