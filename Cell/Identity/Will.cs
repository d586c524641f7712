using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Serialization;
using Cell.Genome;

namespace Cell.Identity;

/// <summary>Written while a health cell lives: who may let another one be born when none does any more, and where. The payload of a DSSE envelope of type <see cref="PayloadType"/>.</summary>
/// <param name="Heirs">In the order in which they are to bear; at most <see cref="MostHeirs"/>.</param>
/// <param name="Seats">Machines of <c>health.hosts</c> that were fit for a birth, in their order.</param>
internal sealed record Will(int V, string Organism, DateTimeOffset Issued, DateTimeOffset Expires, IReadOnlyList<Heir> Heirs, IReadOnlyList<string> Seats)
{
    public const string PayloadType = "application/vnd.cell.will+json";

    /// <summary>A certificate that rests on it holds them all.</summary>
    public const int MostHeirs = 7;

    /// <summary>As long as a list of revocations counts for signing.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>So many heirs must sign: most of them, and never one alone.</summary>
    public int Needed => Math.Max(2, (Heirs.Count / 2) + 1);

    public Heir? Of(CellId cell) => Heirs.FirstOrDefault(heir => heir.Cell == cell);

    public byte[] Sign(ECDsa key) => Dsse.Sign(PayloadType, JsonSerializer.SerializeToUtf8Bytes(this, WillJson.Default.Will), key).ToJson();

    /// <summary>What stands in it, whoever signed it; null: no will does.</summary>
    public static Will? Look(ReadOnlySpan<byte> envelope)
    {
        try
        {
            return DsseEnvelope.FromJson(envelope) is { PayloadType: PayloadType } read
                && JsonSerializer.Deserialize(read.Payload, WillJson.Default.Will) is { Organism: not null, Heirs: { Count: <= MostHeirs } heirs, Seats: { } seats } will
                && heirs.All(heir => heir?.Key is not null && IsKey(heir.Key)) && seats.All(seat => seat is not null) && heirs.DistinctBy(heir => heir.Cell).Count() == heirs.Count
                ? will
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsKey(byte[] key)
    {
        try
        {
            using var read = ECDsa.Create();
            read.ImportSubjectPublicKeyInfo(key, out var length);
            return length == key.Length;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}

/// <param name="Key">SubjectPublicKeyInfo of its certificate.</param>
internal sealed record Heir(CellId Cell, byte[] Key);

/// <summary>A will as it is kept: with the chain of the health cell that signed it.</summary>
/// <param name="Envelope">DSSE, JSON.</param>
/// <param name="Testator">DER certificates, leaf first, without the root.</param>
internal sealed record SignedWill(byte[] Envelope, IReadOnlyList<byte[]> Testator)
{
    private const int MostLinks = 70;

    /// <summary>The will, if a health cell signed it whose line was good when it did and is not revoked now; else why not. Its machine may have left the pool since.</summary>
    public (Will? Will, string Refusal) Read(LineageRules rules)
    {
        if (Will.Look(Envelope) is not { } will || DsseEnvelope.FromJson(Envelope) is not { } envelope)
        {
            return (null, "it is no will");
        }

        if (will.Organism != rules.Organism.Value || will.Expires - will.Issued > Will.Lifetime)
        {
            return (null, "the will is another organism's, or is to last for too long");
        }

        if (Testator is not { Count: > 0 and <= MostLinks } || Testator.Any(link => link is null))
        {
            return (null, "the will comes without the line of who wrote it");
        }

        try
        {
            var chain = Testator.Select(link => X509CertificateLoader.LoadCertificate(link)).ToList();
            return Lineage.Check(chain, rules with { Now = will.Issued, Remote = null, AtRest = true }) switch
            {
                LineageVerdict.Refused(var reason) => (null, $"the line of who wrote the will is not good: {reason}"),
                LineageVerdict.Accepted(var identity) when !identity.Roles.Contains(Role.Health) => (null, $"the will is written by {identity.Name}, which is no health cell"),
                LineageVerdict.Accepted(var identity) when Dsse.Verifies(envelope, Will.PayloadType, identity.Key) => (will, ""),
                _ => (null, "the will is not signed by who is said to have written it"),
            };
        }
        catch (CryptographicException fault)
        {
            return (null, $"the line of who wrote the will cannot be read: {fault.Message}");
        }
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(CamelCaseEnum<Role>)], MaxDepth = 8)]
[JsonSerializable(typeof(Will))]
[JsonSerializable(typeof(Ticket))]
[JsonSerializable(typeof(Bequest))]
internal sealed partial class WillJson : JsonSerializerContext;
