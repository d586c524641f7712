using Cell.Genome;

namespace Cell.Identity;

/// <summary>Who holds a certificate of the organism.</summary>
/// <param name="Id">Null for an operator.</param>
/// <param name="Name">The certificate's common name: the cell's id, or the operator's name.</param>
/// <param name="Generation">Links below the founder; 0 for what root signed.</param>
/// <param name="Serial">Upper-case hex.</param>
internal sealed record CellIdentity(
    CellId? Id, string Name, OrganismId Organism, string Machine, int Slot, IReadOnlyList<Role> Roles, int Generation, string Serial, DateTimeOffset Ends)
{
    public bool IsOperator => Id is null;

    /// <summary>Common names of the certificates above it, mother first.</summary>
    public IReadOnlyList<string> Ancestors { get; init; } = [];

    /// <summary>Key id of the root that the chain ends in.</summary>
    public string Root { get; init; } = "";
}
