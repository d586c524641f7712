namespace Cell.Tissue;

/// <summary><c>GET /frontier?host=&amp;count=</c> on the control socket: what is to be crawled, and what holds it up.</summary>
/// <param name="Waiting">URLs not visited to an end, and those due again.</param>
/// <param name="GivenUp">Hosts that gave nothing for long: they are tried seldom, and no crawl waits for them.</param>
/// <param name="SecondsLeft">What the hosts' delays and speed alone ask for until nothing waits, were there crawlers enough.</param>
/// <param name="Slowest">Hosts that need the longest, longest first; with <c>host</c> that one.</param>
internal sealed record FrontierView(
    int V, long Known, long Waiting, int Hosts, int Leases, int GivenUp, long DiskBytes, CrawlDemand Demand, double SecondsLeft, IReadOnlyList<ScopeView> Scopes, IReadOnlyList<HostView> Slowest)
{
    /// <summary>Messages of a broker that nobody could work on.</summary>
    public long Dead { get; init; }
}

/// <param name="State">"open", "paused", "draining" or "removed".</param>
internal sealed record ScopeView(string Prefix, string State);

/// <summary>One host as the frontier knows it.</summary>
/// <param name="Ready">Of those that wait: may be asked for now.</param>
/// <param name="Dropped">New links left out since the start, for the host's budget is used up.</param>
/// <param name="DelayMs">Between two requests: the longest of cell.json's, robots.txt's and what slow answers call for.</param>
/// <param name="Holder">The cell that works on it, "" when none does.</param>
/// <param name="Why">What it waits for, as a sentence for people.</param>
internal sealed record HostView(
    string Host, int Known, int Waiting, int Ready, long Dropped, int DelayMs, int AnswerMs, string Address, int Faults, string Fault, string Holder, double SecondsLeft, string Why)
{
    /// <summary>New links left out since the start, for they look as if they had no end.</summary>
    public long Trapped { get; init; }
}

/// <summary><c>POST /frontier</c>: the operator's order about one scope.</summary>
/// <param name="Url">A seed of it, or its prefix.</param>
internal sealed record ScopeOrder(int V, ScopeAction Action, string Url);

internal enum ScopeAction
{
    /// <summary>Nothing of it is leased any more; what is found is taken.</summary>
    Pause,
    /// <summary>As a new seed has it.</summary>
    Resume,
    /// <summary>What waits is visited; nothing is added and nothing visited again.</summary>
    Drain,
    /// <summary>Its URLs are forgotten and no more of them are taken. Stored pages stay.</summary>
    Remove,
}

/// <summary><c>GET /v1/orders?known=TOKEN</c>: what operators ordered of the frontier, so that it survives the machine that runs it.</summary>
/// <param name="Token">Of this answer: asked with it again, nothing is told that was told.</param>
internal sealed record OrderCopies(int V, string Token, IReadOnlyList<ScopeCopy> Scopes, IReadOnlyList<SeedCopy> Seeds);

/// <param name="State">"Open", "Paused", "Draining" or "Removed".</param>
/// <param name="Changed">Unix milliseconds of the order: the later one counts.</param>
internal sealed record ScopeCopy(string Prefix, string State, long Changed);

/// <param name="Given">Unix milliseconds at which it was given last.</param>
internal sealed record SeedCopy(string Url, long Given);

/// <param name="Urls">Of the scope: for Remove those that were forgotten, else those known.</param>
internal sealed record ScopeReceipt(int V, string Prefix, int Urls);
