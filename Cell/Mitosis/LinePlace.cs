namespace Cell.Mitosis;

/// <summary>Where a line stood in a file, so that it can come back there.</summary>
/// <param name="At">Its number, from 0.</param>
/// <param name="End">Its own line end; "": it was the last and had none.</param>
/// <param name="Above">The line before it; null: it was the first.</param>
internal sealed record LinePlace(int At, string End, string? Above);
