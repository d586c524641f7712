using AngleSharp.Dom;

namespace Cell.Tissue;

/// <summary>A canonical URL that many links are resolved against. Plain ones are put together; whatever needs the standard's parser goes through it.</summary>
internal sealed class BaseUrl
{
    private readonly Url parsed;
    private readonly string origin;
    private readonly string directory;

    public BaseUrl(string canonical)
    {
        parsed = new Url(canonical);
        var path = canonical.IndexOf('/', canonical.IndexOf("//", StringComparison.Ordinal) + 2);
        var query = canonical.IndexOf('?', path);
        origin = canonical[..path];
        directory = canonical[..(canonical.LastIndexOf('/', query < 0 ? canonical.Length - 1 : query) + 1)];
    }

    /// <returns>As <see cref="CanonicalUrl.Of(string, string?)"/>.</returns>
    public string? Resolve(string reference)
    {
        var mark = reference.IndexOf('#', StringComparison.Ordinal);
        var path = mark < 0 ? reference : reference[..mark];
        if (path.StartsWith(origin, StringComparison.Ordinal) && path.Length > origin.Length && path[origin.Length] == '/')
        {
            path = path[origin.Length..];
        }

        return IsPlain(path) ? (path[0] == '/' ? origin : directory) + path : CanonicalUrl.Against(parsed, reference);
    }

    // No scheme, no host.
    private bool IsPlain(string path) =>
        path.Length > 0 && path.Length + directory.Length <= CanonicalUrl.Longest && CanonicalUrl.IsPlainPath(path) && !path.StartsWith("//", StringComparison.Ordinal);
}
