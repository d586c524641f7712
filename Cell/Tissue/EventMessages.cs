using System.Text.Json;
using System.Text.Json.Serialization;
using Cell.Genome;
using Cell.Identity;

namespace Cell.Tissue;

/// <summary>What happened to the organism.</summary>
internal enum EventKind
{
    /// <summary>A ticket was signed.</summary>
    Ticket,
    /// <summary>A machine's guard committed a birth.</summary>
    Born,
    /// <summary>The access used for a birth is proved useless.</summary>
    Proved,
    /// <summary>A birth came to nothing: its machine is blank again.</summary>
    Undone,
    /// <summary>A cell is on the roster.</summary>
    Alive,
    /// <summary>A cell was silent for a moment: no new clients.</summary>
    Suspect,
    /// <summary>A cell is held dead.</summary>
    Dead,
    /// <summary>A cell said goodbye, or its machine was seen blank.</summary>
    Gone,
    /// <summary>A machine is not to be used.</summary>
    Tainted,
    /// <summary>It may be used again.</summary>
    Cleared,
    Quarantined,
    Released,
    /// <summary>Too many fell silent at once: no growth, no removals.</summary>
    Frozen,
    /// <summary>They were heard again, or their silence is explained.</summary>
    Thawed,
    /// <summary>A cell did something by its own will, and why.</summary>
    Reaction,
    /// <summary>What a role had to do, now and then.</summary>
    Load,
    Genome,
    Revocations,
    Brake,
}

/// <param name="Machine">"" where it is of no machine.</param>
/// <param name="What">For people: the reason, with its figures.</param>
internal sealed record EventNews(EventKind Kind, string Machine, CellId? Cell, string What)
{
    public RoleLoad? Load { get; init; }
}

/// <summary>A role at one moment, for who replays it.</summary>
/// <param name="Demand">What was asked of it, in cells that this would have kept fully busy.</param>
internal sealed record RoleLoad(Role Role, double Demand, int Cells);

/// <summary>One line of a health cell's <c>events.jsonl</c>.</summary>
/// <param name="Seq">From 1.</param>
internal sealed record OrganismEvent(long Seq, DateTimeOffset At, EventKind Kind, string Machine, CellId? Cell, string What)
{
    /// <summary>With <see cref="EventKind.Load"/>.</summary>
    public RoleLoad? Load { get; init; }
}

/// <summary><c>GET /events?after=SEQ</c> on the control socket.</summary>
/// <param name="Events">Oldest first; those that were forgotten are left out.</param>
/// <param name="Last">Number of the newest one there is.</param>
internal sealed record EventPage(int V, CellId Cell, IReadOnlyList<OrganismEvent> Events, long Last);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(CamelCaseEnum<EventKind>), typeof(CamelCaseEnum<Role>)])]
[JsonSerializable(typeof(OrganismEvent))]
[JsonSerializable(typeof(EventPage))]
internal sealed partial class EventJson : JsonSerializerContext;
