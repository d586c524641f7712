namespace Cell.Crawling;

/// <summary>The rel attribute: words between white space, compared without case. Pure.</summary>
internal static class LinkRelations
{
    // Of a link element: what leads to a page. Others lead to styles, icons, scripts.
    private static readonly string[] Pages =
    [
        "next", "prev", "previous", "up", "home", "start", "contents", "index", "chapter", "section", "glossary", "copyright", "help", "top", "alternate", "search", "author", "license",
    ];

    public static bool Has(string? relations, string word)
    {
        if (relations is not null)
        {
            foreach (var range in relations.AsSpan().SplitAny(" \t\r\n\f"))
            {
                if (relations.AsSpan(range).Equals(word, StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }
        }

        return false;
    }

    public static bool MayBeFollowed(string? relations) => Array.Exists(Pages, word => Has(relations, word));
}
