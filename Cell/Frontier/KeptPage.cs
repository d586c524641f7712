using Cell.Tissue;

namespace Cell.Frontier;

/// <summary>What a stored page tells a frontier that was lost.</summary>
internal sealed record KeptPage(string Url, int Depth, DateTimeOffset Fetched, PageVersion Version);
