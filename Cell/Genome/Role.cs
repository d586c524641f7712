namespace Cell.Genome;

/// <summary>What a cell does for the organism. On the wire and in cell.json: lower-case names.</summary>
internal enum Role
{
    Api,
    Crawler,
    Health,
}
