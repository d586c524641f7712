namespace Cell.Tissue;

internal enum PageState
{
    Live,
    /// <summary>404 or 410, or it asks not to be found any more (noindex): it leaves the index.</summary>
    Gone,
}

/// <param name="Url">Canonical.</param>
/// <param name="Text">What a reader sees of it; an image's alt text where it is one.</param>
/// <param name="NoFollow">The page asks not to follow it (rel=nofollow, or nofollow for the whole page).</param>
internal sealed record PageLink(string Url, string Text, bool NoFollow);

/// <summary>What the page quotes: a blockquote, a q, or a cite.</summary>
/// <param name="Source">The quoted work's canonical URL, "" where it is not named.</param>
internal sealed record Citation(string Text, string Source);

/// <param name="Width">In CSS pixels, as written; 0: not said.</param>
internal sealed record PageImage(string Url, string Alt, int Width, int Height);

/// <summary>What belongs to the page and is no HTML.</summary>
/// <param name="Label">A feed's title, an alternate's language, a PDF's link text.</param>
internal sealed record PageReference(ReferenceKind Kind, string Url, string Label);

internal enum ReferenceKind
{
    /// <summary>RSS, Atom or JSON Feed.</summary>
    Feed,
    /// <summary>The same page in another language or form.</summary>
    Alternate,
    Pdf,
}
