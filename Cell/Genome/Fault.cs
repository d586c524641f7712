namespace Cell.Genome;

/// <summary>Something wrong in cell.json.</summary>
/// <param name="Key">Its path: "pool.machines[2].hostKey".</param>
internal sealed record Fault(string Key, string Message)
{
    public override string ToString() => Key.Length == 0 ? Message : $"{Key}: {Message}";
}

/// <param name="Genes">Null when there are faults.</param>
internal sealed record GenesResult(Genes? Genes, IReadOnlyList<Fault> Faults);
