using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Serialization;
using Cell.Genome;

namespace Cell.Identity;

/// <summary>The payload of a DSSE envelope of type <see cref="PayloadType"/>, signed by a root.</summary>
/// <param name="V">1.</param>
/// <param name="Version">From 1, higher with each signing.</param>
internal sealed record RevocationList(int V, string Organism, int Version, DateTimeOffset Issued, IReadOnlyList<Revocation> Revoked)
{
    public const string PayloadType = "application/vnd.cell.revocations+json";
    private const int MostEntries = 10_000;

    public byte[] Sign(ECDsa root) =>
        Dsse.Sign(PayloadType, JsonSerializer.SerializeToUtf8Bytes(this, RevocationJson.Default.RevocationList), root).ToJson();

    /// <summary>Is it a better list than the one that is held? Pure.</summary>
    /// <param name="roots">Working root first.</param>
    /// <returns>The list to live by, the held one if it is the same; or null and why not.</returns>
    public static (Revocations? Adopted, string Refusal) Judge(Revocations held, byte[] candidate, OrganismId organism, IReadOnlyList<X509Certificate2> roots, DateTimeOffset now)
    {
        var (list, refusal) = Verify(held, candidate, organism, roots, now);
        return list is not null && SignedVersions.Leap(held.Version, list.Version) is { } leap ? (null, leap) : (list, refusal);
    }

    /// <summary>As <see cref="Judge"/>, of a list that was adopted before: its version may be any above the held one's.</summary>
    public static (Revocations? Adopted, string Refusal) Verify(Revocations held, byte[] candidate, OrganismId organism, IReadOnlyList<X509Certificate2> roots, DateTimeOffset now)
    {
        if (DsseEnvelope.FromJson(candidate) is not { } envelope || Read(envelope.Payload) is not { } list)
        {
            return (null, "It is no signed list of revocations.");
        }

        var signer = Roots.Good(roots, held).FirstOrDefault(root => Dsse.Verifies(envelope, PayloadType, Roots.Spki(root)));
        return true switch
        {
            _ when signer is null => (null, "It is not signed by a root of this organism."),
            _ when list.Organism != organism.Value => (null, $"It belongs to organism {list.Organism}, this is {organism}."),
            _ when list.Issued > now + GenomeAdoption.Skew => (null, $"It was issued at {list.Issued:u}, which is in the future here ({now:u}): check the clocks."),
            _ when list.Version < held.Version => (null, $"Its version {list.Version} is older than {held.Version}: no way back."),
            _ when Forbidden(list, signer, roots) is { } root => (null, root),
            _ when list.Version == held.Version => Same(held, list) ? (held, "") : (null, $"It is another list with the same version {list.Version}."),
            _ => (new Revocations(list.Version, list.Revoked.ToImmutableDictionary(entry => (entry.Kind, entry.Id))), ""),
        };
    }

    // Who holds the laptop holds the working root: the one kept offline must stay above it.
    private static string? Forbidden(RevocationList list, X509Certificate2 signer, IReadOnlyList<X509Certificate2> roots) =>
        list.Revoked.All(entry => entry.Kind != RevokedKind.Root || (entry.Id == Roots.KeyId(roots[0]) && roots.Count > 1 && signer.Equals(roots[1])))
            ? null
            : "Only the recovery root may revoke a root, and only the working one.";

    private static bool Same(Revocations held, RevocationList list) => held.Entries.Count == list.Revoked.Count && list.Revoked.All(entry => held.Entries.GetValueOrDefault((entry.Kind, entry.Id)) == entry);

    private static RevocationList? Read(byte[] payload)
    {
        try
        {
            var list = JsonSerializer.Deserialize(payload, RevocationJson.Default.RevocationList);
            return list is { V: 1, Version: > 0, Organism: not null, Revoked: { Count: <= MostEntries } entries }
                && entries.All(entry => entry is { Id: not null, Reason: not null }) && entries.DistinctBy(entry => (entry.Kind, entry.Id)).Count() == entries.Count
                ? list
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(JsonStringEnumConverter<RevokedKind>)], AllowDuplicateProperties = false, MaxDepth = 8)]
[JsonSerializable(typeof(RevocationList))]
internal sealed partial class RevocationJson : JsonSerializerContext;
