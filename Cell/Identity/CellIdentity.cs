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

    public DateTimeOffset Begins { get; init; }

    /// <summary>SubjectPublicKeyInfo of the certificate.</summary>
    public byte[] Key { get; init; } = [];

    /// <summary>Root may sign a living cell's key again (`cell renew`): that certificate takes the place of one by a mother and of an older
    /// one by root. Never the other way round: who kept the old one must not come back with it.</summary>
    public bool Renews(CellId? cell, int generation, DateTimeOffset began) =>
        Id is not null && Id == cell && Generation == 0 && (generation > 0 || Begins > began);
}
