using System.Text;
using Cell.Storage;
using Cell.Tissue;

namespace Cell.Frontier;

internal enum ScopeState : byte
{
    Open,
    /// <summary>Nothing of it is leased; what is found is taken.</summary>
    Paused,
    /// <summary>What waits is visited, nothing more is taken and nothing revisited.</summary>
    Draining,
    /// <summary>Given up by order.</summary>
    Removed,
}

/// <summary>What may be crawled. The longest scope that holds a URL decides.</summary>
internal sealed class Scopes
{
    public const byte Kind = 6;

    /// <summary>As it was before the time of an order was kept.</summary>
    public const byte UndatedKind = 3;

    private readonly Dictionary<string, (ScopeState State, long Changed, LogPlace Place)> all = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (ScopeState State, long Changed, LogPlace Place)>.AlternateLookup<ReadOnlySpan<char>> byPrefix;

    public Scopes() => byPrefix = all.GetAlternateLookup<ReadOnlySpan<char>>();

    public int Count => all.Count;

    public IEnumerable<(string Prefix, ScopeState State, long Changed)> All => all.Select(scope => (scope.Key, scope.Value.State, scope.Value.Changed));

    /// <summary>What an order makes of a scope.</summary>
    public static ScopeState After(ScopeAction action) => action switch
    {
        ScopeAction.Pause => ScopeState.Paused,
        ScopeAction.Resume => ScopeState.Open,
        ScopeAction.Drain => ScopeState.Draining,
        _ => ScopeState.Removed,
    };

    /// <summary>For people, by their prefix.</summary>
    public IReadOnlyList<ScopeView> View(int most) =>
        [.. all.Select(scope => new ScopeView(scope.Key, scope.Value.State.ToString().ToLowerInvariant())).OrderBy(scope => scope.Prefix, StringComparer.Ordinal).Take(most)];

    public ScopeState? Find(Scope scope) => all.TryGetValue(scope.Prefix, out var found) ? found.State : null;

    /// <summary>When it was last ordered, in Unix milliseconds; -1: there is no such scope.</summary>
    public long ChangedAt(string prefix) => all.TryGetValue(prefix, out var found) ? found.Changed : -1;

    /// <summary>Of the longest that holds it; null: none does.</summary>
    public ScopeState? Of(string url)
    {
        // A scope ends with a '/' of the path.
        var rest = url.AsSpan();
        rest = rest.IndexOf('?') is >= 0 and var query ? rest[..query] : rest;
        for (var end = rest.LastIndexOf('/'); end > 0; end = rest[..end].LastIndexOf('/'))
        {
            if (byPrefix.TryGetValue(rest[..(end + 1)], out var found))
            {
                return found.State;
            }
        }

        return null;
    }

    public bool IsAt(string prefix, LogPlace place) => all.TryGetValue(prefix, out var found) && found.Place == place;

    public void Put(string prefix, ScopeState state, long changed, LogPlace place) => all[prefix] = (state, changed, place);

    public void Clear() => all.Clear();

    public static byte[] Record(string prefix, ScopeState state, long changed) => [Kind, (byte)state, .. BitConverter.GetBytes(changed), .. Encoding.UTF8.GetBytes(prefix)];

    public static (string Prefix, ScopeState State, long Changed) Read(ReadOnlySpan<byte> record) => record[0] == UndatedKind
        ? (Encoding.UTF8.GetString(record[2..]), (ScopeState)record[1], 0)
        : (Encoding.UTF8.GetString(record[(2 + sizeof(long))..]), (ScopeState)record[1], BitConverter.ToInt64(record[2..]));
}
