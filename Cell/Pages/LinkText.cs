using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Cell.Tissue;

namespace Cell.Pages;

/// <summary>By what the index knows a page.</summary>
internal static class PageId
{
    // 64 bits: who looks for two addresses with the same ones finds two of his own.
    public static string Of(string url) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(url)).AsSpan(0, 8));
}

/// <summary>What one page says of another by a link.</summary>
/// <param name="Target">The other's <see cref="PageId"/>.</param>
internal sealed record LinkText(string Target, string Text)
{
    private const int MostOfOnePage = 500;
    private const int Longest = 100;

    /// <summary>What a page says of others. A text that it uses for several of them ("here", "edit") says nothing of any.</summary>
    public static IReadOnlyList<LinkText> Of(CrawledPage page) =>
    [
        .. page.Links.Take(MostOfOnePage)
            .Where(link => !link.NoFollow && link.Url != page.Url)
            .Select(link => (link.Url, Text: Trimmed(link.Text)))
            .Where(link => link.Text.Length > 0)
            .GroupBy(link => link.Text, StringComparer.OrdinalIgnoreCase)
            .Where(said => said.Select(link => link.Url).Distinct().Count() == 1)
            .Select(said => new LinkText(PageId.Of(said.First().Url), said.Key)),
    ];

    /// <summary>Of what was and what is said, the pages of which something else is said now.</summary>
    public static IEnumerable<string> Changed(IEnumerable<LinkText> before, IReadOnlyList<LinkText> after)
    {
        var difference = before.ToHashSet();
        difference.SymmetricExceptWith(after);
        return difference.Select(said => said.Target);
    }

    /// <summary>A line a link, for a store to keep beside a page.</summary>
    public static string Written(IEnumerable<LinkText> links) => string.Join('\n', links.Select(link => $"{link.Target} {link.Text}"));

    public static IEnumerable<LinkText> Read(string written) => written.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', 2)).Select(line => new LinkText(line[0], line[1]));

    private static string Trimmed(string text)
    {
        var words = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var elements = new StringInfo(words);
        return words.Length <= Longest ? words : elements.SubstringByTextElements(0, Math.Min(Longest, elements.LengthInTextElements));
    }
}
