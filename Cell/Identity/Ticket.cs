using System.Text.Json;
using Cell.Genome;

namespace Cell.Identity;

/// <summary>The keepers' leave for one birth: the payload of a DSSE envelope of type <see cref="PayloadType"/>.</summary>
/// <param name="Birth">Its id, a UUID.</param>
/// <param name="Machine">The pool entry's host.</param>
/// <param name="Mother">Null: the root key bears it.</param>
/// <param name="Expires">At most 120 s after signing.</param>
internal sealed record Ticket(int V, string Organism, string Birth, string Machine, CellId? Mother, Role Role, DateTimeOffset Expires, int RevocationVersion)
{
    public const string PayloadType = "application/vnd.cell.ticket+json";

    /// <summary>Machines of the health cells that may live, as who signed first saw them: more than half of them must have signed. Null: the root key signed.</summary>
    public IReadOnlyList<string>? Electorate { get; init; }

    /// <summary>So many health cells must sign.</summary>
    public int Needed => Majority(Electorate?.Count ?? 0);

    public static int Majority(int electorate) => (electorate / 2) + 1;

    /// <summary>What stands in a payload; null: no ticket does.</summary>
    public static Ticket? Read(ReadOnlySpan<byte> payload)
    {
        try
        {
            return JsonSerializer.Deserialize(payload, WillJson.Default.Ticket) is { Organism: not null, Birth: not null, Machine: not null } ticket && ticket.Electorate?.Contains(null!) != true ? ticket : null; // JSON may hold null anywhere
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, WillJson.Default.Ticket);

    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(120);

    /// <summary>From the claim of a machine: its guard undoes what was not committed by then.</summary>
    public static readonly TimeSpan GuardDeadline = TimeSpan.FromSeconds(150);
}
