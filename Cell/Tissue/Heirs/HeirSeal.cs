using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Cell.Genome;
using Cell.Identity;
using Cell.Storage;

namespace Cell.Tissue;

/// <summary>An heir's signature: one machine at a time, whose own state file lets one cell be; on disk before it is given.</summary>
/// <param name="vacant">So long no health cell has lived, as this cell saw it itself.</param>
internal sealed class HeirSeal(CellSelf self, Papers papers, Func<RosterCopy> roster, Func<TimeSpan?> vacant, string path, TimeProvider time)
{
    private readonly Lock gate = new();
    private SignedBirth? signed = Read(path, time.GetUtcNow());
    private (SignedBirth Birth, IReadOnlyList<Birth> Known)? given;

    /// <summary>What was signed since this process began and may still be told, with what was known then of those that live.</summary>
    public (SignedBirth Birth, IReadOnlyList<Birth> Known)? Given => given is { } one && time.GetUtcNow() < one.Birth.Until + Will.Lifetime ? given : null;

    public void Open(Door door) => door.MapJson("/v1/bequest", TissueJson.Default.Bequest, TissueJson.Default.BequestAnswer, (bequest, sender, _) =>
        Task.FromResult(Ticket(bequest)?.Mother == sender.Id ? Sign(bequest) : throw new RefusedException("A ticket is for the cell that asks.")));

    public BequestAnswer Sign(Bequest bequest)
    {
        lock (gate)
        {
            if (Ticket(bequest) is not { } ticket)
            {
                return new BequestAnswer(1, "", "The proposal is no ticket.");
            }

            var rules = papers.Rules();
            var (will, unread) = bequest.Will.Read(rules);
            var view = new HeirView(self.Credentials.Identity, papers.Genome.Now, papers.Brake.Now, rules, roster(), vacant(), signed, time.GetUtcNow());
            if (HeirRules.Bars(will, unread, ticket, view) is { } refusal)
            {
                return new BequestAnswer(1, "", refusal);
            }

            var birth = new SignedBirth(ticket.Birth, ticket.Machine, ticket.Expires + Identity.Ticket.GuardDeadline);
            AtomicFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(birth, SealJson.Default.SignedBirth), AtomicFile.Private);
            signed = birth;
            given = (birth, HeirRules.Births(view.Roster));
            return new BequestAnswer(1, TicketSigning.Cosign(bequest.Ticket, self.Credentials.Key), "");
        }
    }

    /// <summary>The next health cell knows.</summary>
    public void Told() => given = null;

    private static Ticket? Ticket(Bequest bequest) => TicketSigning.Look(bequest.Ticket);

    // A file that cannot be read says that something was signed: it counts as long as a birth of now would.
    private static SignedBirth? Read(string path, DateTimeOffset now)
    {
        try
        {
            return AtomicFile.ReadIfThere(path) is { } file ? JsonSerializer.Deserialize(file, SealJson.Default.SignedBirth) : null;
        }
        catch (JsonException)
        {
            return new SignedBirth("", $"a machine that {path} does not tell any more", now + Identity.Ticket.Lifetime + Identity.Ticket.GuardDeadline);
        }
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(SignedBirth))]
internal sealed partial class SealJson : JsonSerializerContext;
