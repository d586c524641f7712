using System.Text;
using AngleSharp.Html.Parser;

namespace Cell.Vitals;

/// <summary>Times the same page on the same parser: what changes is the machine. Pages themselves differ too much to tell.</summary>
internal static class Probe
{
    private const int Blocks = 5;
    private const int PagesABlock = 4;
    private static readonly string Page = Written();

    /// <summary>Between blocks, where somebody waits for them.</summary>
    public static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(2);

    /// <summary>
    /// Milliseconds of the best of some blocks: one that was pushed aside for a moment says nothing, a machine that is slow is so in all of them.
    /// A quota of less than a core lets a block through in one turn, and then stops its process: the block counts as if that were spread evenly.
    /// </summary>
    public static async Task<double> TimeAsync(TimeProvider time, TimeSpan pause, CancellationToken cancellation)
    {
        var best = double.MaxValue;
        for (var block = 0; block < Blocks; block++)
        {
            var start = time.GetTimestamp();
            for (var page = 0; page < PagesABlock; page++)
            {
                Read();
            }

            best = Math.Min(best, time.GetElapsedTime(start).TotalMilliseconds);
            await Task.Delay(pause, time, cancellation);
        }

        return AtShare(best, CpuShare.Cores());
    }

    internal static double AtShare(double milliseconds, double cores) => milliseconds / Math.Min(1, cores);

    /// <summary>What this machine needs while it is well, after the parser has warmed up. A tenth of a second: a birth waits for it.</summary>
    public static async Task<ProbeBaseline> BaselineAsync(TimeProvider time, CancellationToken cancellation)
    {
        const int Readings = 6;
        var readings = new List<double>();
        for (var reading = 0; reading < Readings; reading++)
        {
            readings.Add(await TimeAsync(time, Breath, cancellation));
        }

        return ProbeBaseline.Of(readings[1..]);
    }

    private static void Read()
    {
        using var document = new HtmlParser().ParseDocument(Page);
        if (document.Links.Length != Sections)
        {
            throw new InvalidOperationException($"The reference page has {document.Links.Length} links, not {Sections}.");
        }
    }

    private const int Sections = 60;

    // About 25 KB, as pages have on the average.
    private static string Written()
    {
        var page = new StringBuilder("<!doctype html><html><head><title>Reference</title></head><body><main>");
        for (var section = 0; section < Sections; section++)
        {
            page.Append($"<section id=s{section}><h2>Section {section}</h2><p>The quick brown fox jumps over <em>the lazy dog</em>, and <a href=\"/page/{section}\">number {section}</a> follows.");
            page.Append($"<table><tr><td>{section}<td>{section * section}<td>{section % 7}</table><ul><li>One &amp; another<li>two &lt; three<li class=\"x y\" data-z='{section}'>last</ul></section>");
        }

        return page.Append("</main></body></html>").ToString();
    }
}
