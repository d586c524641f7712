using Cell.Tissue;

namespace Cell.Pages;

/// <summary>What a page adds to what is known of others, and of words.</summary>
/// <param name="Said">Of others: see <see cref="LinkText.Written"/>.</param>
internal sealed record DigestedPage(long Id, string Url, string Said, IReadOnlySet<string> Words)
{
    public static DigestedPage Of(CrawledPage page) => new(
        PageDocument.Bits(PageId.Of(page.Url)), StorableText.Of(page.Url), StorableText.Of(LinkText.Written(LinkText.Of(page))), page.State == PageState.Gone ? new HashSet<string>() : DistinctWords.Of([page.Title, page.Headings, page.Text]));

    /// <summary>By how many pages more or fewer each text is said of each target.</summary>
    /// <param name="before">What those pages said that had come before.</param>
    public static IReadOnlyList<KeyValuePair<(long Target, string Text), long>> Changes(IReadOnlyList<DigestedPage> pages, IReadOnlyDictionary<long, string> before)
    {
        var changes = new Dictionary<(long Target, string Text), long>();
        foreach (var page in pages)
        {
            Count(page.Said, 1);
            Count(before.GetValueOrDefault(page.Id, ""), -1);
        }

        return [.. changes.Where(change => change.Value != 0)];

        void Count(string said, int by)
        {
            foreach (var link in LinkText.Read(said))
            {
                var key = (PageDocument.Bits(link.Target), link.Text.ToLowerInvariant());
                changes[key] = changes.GetValueOrDefault(key) + by;
            }
        }
    }
}

/// <summary>A page of which others say something.</summary>
/// <param name="Texts">The commonest, in an order that does not hang on how many say them.</param>
/// <param name="IsBehind">Its words are not those of these texts.</param>
internal sealed record LinkTarget(string Url, long Arrival, IReadOnlyList<string> Texts, long Fingerprint, bool IsBehind)
{
    public static LinkTarget Of(string url, long arrival, int form, long linked, IEnumerable<string> texts)
    {
        var sorted = texts.Order(StringComparer.Ordinal).ToList();
        var fingerprint = sorted.Count == 0 ? 0 : PageDocument.Fingerprint(sorted);
        return new LinkTarget(url, arrival, sorted, fingerprint, form < WordVector.Form || linked != fingerprint);
    }
}

/// <summary>A page's words with those that others say of it, and these alone: see <see cref="WordVector"/>.</summary>
internal sealed record LinkedPage(LinkTarget Target, string Words, string Links)
{
    public static IEnumerable<LinkedPage> Of(IReadOnlyList<LinkTarget> targets, IEnumerable<CrawledPage> pages)
    {
        var found = pages.ToDictionary(page => StorableText.Of(page.Url), StringComparer.Ordinal);
        foreach (var target in targets)
        {
            if (found.GetValueOrDefault(target.Url) is { } page)
            {
                var language = Language.Named(Language.Of(page));
                yield return new LinkedPage(target, page.State == PageState.Gone ? "" : WordVector.Of(page, target.Texts), WordVector.Of(target.Texts, language));
            }
        }
    }
}
