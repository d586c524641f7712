namespace Cell.Genome;

/// <summary>Names an organism: 26 lower-case base32 characters (RFC 4648, no padding) of the SHA-256 of the working root's SubjectPublicKeyInfo.</summary>
internal readonly record struct OrganismId(string Value)
{
    public override string ToString() => Value;
}
