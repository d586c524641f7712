namespace Cell.Tissue;

/// <summary>How much of a page is kept at most, in UTF-16 letters: whoever wrote it, it fits one message.</summary>
internal static class PageBounds
{
    /// <summary>All of a page. JSON writes a letter in six bytes at worst, and a message has 16 MiB.</summary>
    public const int Letters = 2_400_000;

    /// <summary>Main text and boilerplate together.</summary>
    public const int Text = 1_000_000;

    /// <summary>Title, description, author.</summary>
    public const int Field = 2_000;

    public const int Language = 35;
    public const int Headings = 20_000;

    /// <summary>A link's, an image's or a reference's text.</summary>
    public const int Label = 200;

    public const int Citation = 1_000;
    public const int Header = 1_000;

    public const int Links = 20_000;
    public const int Images = 1_000;
    public const int References = 1_000;
    public const int Citations = 200;
    public const int Headers = 20;

    /// <summary>Null: within all bounds; else the part that is not.</summary>
    public static string? Broken(CrawledPage page) =>
        Outside(page.Title, Field) ? "title"
        : Outside(page.Description, Field) ? "description"
        : Outside(page.Author, Field) ? "author"
        : Outside(page.Language, Language) ? "language"
        : Outside(page.Headings, Headings) ? "headings"
        : page.Text.Length + page.Boilerplate.Length > Text ? "text"
        : page.Links.Count > Links || page.Links.Any(link => Outside(link.Url, CanonicalUrl.Longest) || Outside(link.Text, Label)) ? "links"
        : page.Images.Count > Images || page.Images.Any(image => Outside(image.Url, CanonicalUrl.Longest) || Outside(image.Alt, Label)) ? "images"
        : page.References.Count > References || page.References.Any(other => Outside(other.Url, CanonicalUrl.Longest) || Outside(other.Label, Label)) ? "references"
        : page.Citations.Count > Citations || page.Citations.Any(citation => Outside(citation.Text, Citation) || Outside(citation.Source, CanonicalUrl.Longest)) ? "citations"
        : page.Headers.Count > Headers || page.Headers.Any(header => Outside(header.Key, Label) || Outside(header.Value, Header)) ? "headers"
        : Outside(page.Canonical, CanonicalUrl.Longest) || Outside(page.Hash, 64) || Outside(page.Simhash, 16) || Outside(page.Charset, Label) ? "marks"
        : Weight(page) > Letters ? "size"
        : null;

    /// <summary>The letters of a page.</summary>
    public static int Weight(CrawledPage page) =>
        page.Url.Length + page.Title.Length + page.Description.Length + page.Author.Length + page.Headings.Length + page.Text.Length + page.Boilerplate.Length
        + page.Links.Sum(link => link.Url.Length + link.Text.Length)
        + page.Images.Sum(image => image.Url.Length + image.Alt.Length)
        + page.References.Sum(other => other.Url.Length + other.Label.Length)
        + page.Citations.Sum(citation => citation.Text.Length + citation.Source.Length)
        + page.Headers.Sum(header => header.Key.Length + header.Value.Length);

    private static bool Outside(string text, int most) => text.Length > most;
}
