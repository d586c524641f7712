using System.Collections.Concurrent;
using Cell.Identity;

namespace Cell.Pages;

/// <summary>What the siblings hold of the own log, as they say when they ask for more.</summary>
internal sealed class Copies
{
    private readonly ConcurrentDictionary<CellId, long> held = [];

    public void Note(CellId sibling, long upTo) => held.AddOrUpdate(sibling, upTo, (_, known) => Math.Max(known, upTo));

    /// <summary>Those that lack something up to that number.</summary>
    public IReadOnlyList<CellId> Behind(IEnumerable<CellId> living, long last) => [.. living.Where(sibling => held.GetValueOrDefault(sibling) < last)];
}
