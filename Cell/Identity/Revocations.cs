using System.Collections.Immutable;
using Cell.Genome;

namespace Cell.Identity;

internal enum RevokedKind
{
    /// <summary>A cell by its id, and everybody whose chain goes through it.</summary>
    Cell,
    /// <summary>One operator certificate, by its serial.</summary>
    Operator,
    /// <summary>The working root, by its key id: only the recovery root says so.</summary>
    Root,
}

/// <param name="Id">Cell id, serial (upper-case hex) or key id (SHA-256 of the SubjectPublicKeyInfo, lower-case hex).</param>
/// <param name="Reason">For people.</param>
internal sealed record Revocation(RevokedKind Kind, string Id, string Reason, DateTimeOffset Since);

/// <summary>Who is out, as the newest root-signed list says. Immutable.</summary>
/// <param name="Version">0: no list was ever signed.</param>
internal sealed record Revocations(int Version, ImmutableDictionary<(RevokedKind Kind, string Id), Revocation> Entries)
{
    public static readonly Revocations None = new(0, ImmutableDictionary<(RevokedKind, string), Revocation>.Empty);

    /// <summary>Why a peer whose chain was good is out; null: it is not.</summary>
    public string? Strikes(CellIdentity identity) =>
        (identity.IsOperator ? Of(RevokedKind.Operator, identity.Serial) : identity.Ancestors.Prepend(identity.Name).Select(name => Of(RevokedKind.Cell, name)).FirstOrDefault(reason => reason is not null))
        ?? Of(RevokedKind.Root, identity.Root);

    /// <summary>Why this one entry stands on the list; null: it does not.</summary>
    public string? Of(RevokedKind kind, string id) => Entries.TryGetValue((kind, id), out var entry)
        ? $"{kind.ToString().ToLowerInvariant()} {id} is revoked since {entry.Since:u}: {entry.Reason}"
        : null;

    /// <summary>The list as a root signs it.</summary>
    public RevocationList ToList(OrganismId organism, DateTimeOffset now) =>
        new(1, organism.Value, Version, now, [.. Entries.Values.OrderBy(entry => entry.Since).ThenBy(entry => entry.Id, StringComparer.Ordinal)]);

    /// <summary>The next version with one more entry; an entry that stands already keeps its date.</summary>
    public Revocations With(Revocation entry) =>
        new(Version + 1, Entries.ContainsKey((entry.Kind, entry.Id)) ? Entries : Entries.Add((entry.Kind, entry.Id), entry));
}
