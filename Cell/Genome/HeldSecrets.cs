using Cell.Storage;

namespace Cell.Genome;

/// <summary>The signed bundles in a cell's folder, or in the operator's: <c>secrets/ROLE.dsse</c>, 0600. Read when they are needed, never kept in memory.</summary>
internal sealed class HeldSecrets(string path, OrganismId organism, IReadOnlyList<byte[]> roots)
{
    /// <summary>Those that stand there and are good.</summary>
    public IReadOnlyList<SecretBundle> All => [.. Enum.GetValues<Role>().Select(Of).OfType<SecretBundle>()];

    /// <exception cref="IOException">There is no bundle.</exception>
    public string PoolKey => All.MaxBy(bundle => bundle.Version)?.PoolKey ?? throw new IOException($"{path} holds no secrets, so not the pool's key: `cell genome push` hands them over.");

    public SecretBundle? Of(Role role) => AtomicFile.ReadIfThere(FileOf(role)) is { } envelope ? SecretBundle.Read(envelope, organism, roots) : null;

    /// <summary>The envelopes for a cell of these roles: a health cell may bear any role, so she holds all.</summary>
    public IReadOnlyList<byte[]> For(IReadOnlyList<Role> roles) => [.. RolesOf(roles).Where(role => Of(role) is not null).Select(role => File.ReadAllBytes(FileOf(role)))];

    /// <summary>Keeps a bundle of a higher version than the one of its role that is held.</summary>
    /// <param name="roles">Of the cell that is to hold it.</param>
    /// <returns>Why not; "" when it is held.</returns>
    public string Offer(byte[] envelope, IReadOnlyList<Role> roles)
    {
        if (SecretBundle.Read(envelope, organism, roots) is not { } bundle)
        {
            return "They are not signed by a root of this organism.";
        }

        if (!RolesOf(roles).Contains(bundle.Role))
        {
            return $"The {bundle} are not for a cell of the role {string.Join('+', roles).ToLowerInvariant()}.";
        }

        if (Of(bundle.Role) is { } held && held.Version >= bundle.Version)
        {
            return held.Version == bundle.Version && held.HoldsTheSameAs(bundle) ? "" : $"The {bundle} are not newer than what is held, version {held.Version}.";
        }

        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        AtomicFile.Write(FileOf(bundle.Role), envelope, AtomicFile.Private);
        return "";
    }

    /// <summary>Keeps what was unpacked for this cell.</summary>
    /// <param name="lot">A <see cref="SecretLot"/>.</param>
    /// <returns>Why not all of it; "" when all is held.</returns>
    public string OfferAll(ReadOnlySpan<byte> lot, IReadOnlyList<Role> roles) => SecretLot.Read(lot) is { } read
        ? string.Join(' ', read.Bundles.Select(bundle => Offer(bundle, roles)).Where(refusal => refusal.Length > 0))
        : "They cannot be read.";

    private static IReadOnlyList<Role> RolesOf(IReadOnlyList<Role> roles) => roles.Contains(Role.Health) ? Enum.GetValues<Role>() : roles;

    private string FileOf(Role role) => Path.Combine(path, $"{role.ToString().ToLowerInvariant()}.dsse");
}
