using System.Globalization;
using System.Text;

namespace Cell;

/// <summary>Makes a site of pages that look like documentation: 20 KB each, 30 links to others, the same at every call.</summary>
internal static class PageMaker
{
    private const int Bytes = 20_000;
    private const int Links = 30;
    private static readonly string[] Syllables = ["ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu", "va", "we", "xi", "yo", "zu", "tion", "ing", "er", "al"];

    public static void Make(string folder, int pages)
    {
        Directory.CreateDirectory(folder);
        for (var page = 0; page < pages; page++)
        {
            File.WriteAllText(Path.Combine(folder, $"{page}.html"), Page(page, pages));
        }

        File.Copy(Path.Combine(folder, "0.html"), Path.Combine(folder, "index.html"), overwrite: true);
    }

    // Page n links to 30n+1 … 30n+30, so that all are found from the first.
    private static string Page(int page, int pages)
    {
        var state = (uint)page + 1;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>{Words(ref state, 5)} {page}</title>\n");
        text.Append(CultureInfo.InvariantCulture, $"<meta name=\"description\" content=\"{Words(ref state, 12)}\">\n<link rel=\"stylesheet\" href=\"style.css\">\n");
        text.Append("<style>body { margin: 2em; } .note { color: #333; }</style>\n<script>window.started = Date.now();</script>\n</head>\n<body>\n<nav><ul>\n");
        for (var link = 1; link <= Links; link++)
        {
            text.Append(CultureInfo.InvariantCulture, $"<li><a href=\"{((long)page * Links + link) % pages}.html\">{Words(ref state, 3)}</a></li>\n");
        }

        text.Append("</ul></nav>\n<main>\n");
        for (var part = 0; text.Length < Bytes; part++)
        {
            text.Append(CultureInfo.InvariantCulture, $"<!-- part {part} -->\n<h2 id=\"p{part}\">{Words(ref state, 4)}</h2>\n<p class=\"note\">{Words(ref state, 40)}, <em>{Words(ref state, 3)}</em> &amp; <code>{Words(ref state, 2)}</code>. {Words(ref state, 30)}.</p>\n");
        }

        return text.Append("</main>\n<footer><p>").Append(Words(ref state, 10)).Append("</p></footer>\n</body>\n</html>\n").ToString();
    }

    private static string Words(ref uint state, int count)
    {
        var words = new StringBuilder();
        for (var word = 0; word < count; word++)
        {
            words.Append(word == 0 ? "" : " ");
            for (var syllables = 1 + (Next(ref state) % 3); syllables > 0; syllables--)
            {
                words.Append(Syllables[Next(ref state) % (uint)Syllables.Length]);
            }
        }

        return words.ToString();
    }

    // Marsaglia: Xorshift RNGs, 2003.
    private static uint Next(ref uint state)
    {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        return state;
    }
}
