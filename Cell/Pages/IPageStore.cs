using System.Collections.Immutable;
using Cell.Tissue;

namespace Cell.Pages;

/// <summary>Where an API keeps its pages: a full copy, its log, what clients search, and the cursor of emission.</summary>
/// <remarks>Whatever cannot be done now (a full disk, a database that does not answer) is an IOException: nothing of it was kept, it may be tried again.</remarks>
internal interface IPageStore : IPageSink, IPageCopy, IAsyncDisposable
{
    /// <summary>Of this database: its log's numbers are those of this name.</summary>
    Guid Origin { get; }

    /// <summary>The number of the log up to which all is on disk.</summary>
    long Last { get; }

    /// <summary>The number of the log up to which searches find it.</summary>
    long Indexed { get; }

    /// <summary>How far the logs of other copies are held.</summary>
    ImmutableDictionary<Guid, long> Heads { get; }

    /// <summary>Pages that are not gone.</summary>
    long Count { get; }

    /// <summary>Numbers of the log whose links the frontier has not got yet.</summary>
    long Held { get; }

    /// <summary>Another copy's log is held up to that number.</summary>
    Task HoldAsync(Guid origin, long upTo, CancellationToken cancellation);

    /// <summary>Of what another copy has, that which is not here, or older.</summary>
    Task<IReadOnlyList<string>> LackingAsync(IReadOnlyList<PageMark> marks, CancellationToken cancellation);

    Task<CrawledPage?> FindAsync(string url, CancellationToken cancellation);

    /// <summary>Stored pages by their key, those after that URL's.</summary>
    /// <param name="url">"" for the first.</param>
    Task<IReadOnlyList<CrawledPage>> FollowingAsync(string url, int most, CancellationToken cancellation);

    Task<SearchAnswer> SearchAsync(SearchQuery query, CancellationToken cancellation);

    /// <summary>The next links for the frontier, and the number that the cursor stands at afterwards.</summary>
    Task<(long UpTo, IReadOnlyList<FoundLinks> Links)> LinksAfterCursorAsync(int most, CancellationToken cancellation);

    /// <summary>The frontier has the links up to that number on disk.</summary>
    Task AdvanceAsync(long upTo, CancellationToken cancellation);

    /// <summary>What it does beside its answers, until told to stop.</summary>
    Task RunAsync(CancellationToken stopping);
}
