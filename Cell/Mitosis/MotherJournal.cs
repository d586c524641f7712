using Cell.Identity;
using Cell.Storage;
using Cell.Tissue;
using LiteDB;

namespace Cell.Mitosis;

/// <summary>A birth as its mother remembers it.</summary>
/// <param name="Daughter">Null: not signed yet.</param>
/// <param name="Outcome">"" while it is under way.</param>
internal sealed record Bearing(string Birth, string Machine, CellId? Daughter, bool Committed, string Outcome);

/// <summary>The mother's memory, <c>journal.db</c>: her daughters, and the births that her own end interrupted. Nothing depends on it but her reports.</summary>
internal sealed class MotherJournal : IAsyncDisposable
{
    private readonly JournaledDatabase database;

    public MotherJournal(string path, TimeProvider time) => database = new JournaledDatabase(path, time, () => { });

    private ILiteCollection<BsonDocument> Births => database.Collection("births");

    public IReadOnlyList<Bearing> Unfinished() => [.. Births.FindAll().Select(Read).Where(bearing => bearing.Outcome.Length == 0)];

    public Bearing? Of(Ticket ticket) => Births.FindById(ticket.Birth) is { } row ? Read(row) : null;

    public Task BeginAsync(Ticket ticket, DateTimeOffset now, CancellationToken cancellation) => database.WriteAsync(
        () => Births.Upsert(new BsonDocument { ["_id"] = ticket.Birth, ["machine"] = ticket.Machine, ["at"] = now.ToUnixTimeMilliseconds(), ["outcome"] = "" }), cancellation);

    public Task SignedAsync(Ticket ticket, CellId daughter, CancellationToken cancellation) => ChangeAsync(ticket.Birth, row => row["daughter"] = daughter.ToString(), cancellation);

    public Task CommittedAsync(string birth, CancellationToken cancellation) => ChangeAsync(birth, row => row["committed"] = true, cancellation);

    public Task EndAsync(Ticket ticket, string outcome, CancellationToken cancellation) => EndAsync(ticket.Birth, outcome, cancellation);

    public Task EndAsync(string birth, string outcome, CancellationToken cancellation) => ChangeAsync(birth, row => row["outcome"] = outcome, cancellation);

    public ValueTask DisposeAsync() => database.DisposeAsync();

    private Task<bool> ChangeAsync(string birth, Action<BsonDocument> change, CancellationToken cancellation) => database.WriteAsync(
        () =>
        {
            var row = Births.FindById(birth);
            change(row);
            return Births.Update(row);
        },
        cancellation);

    private static Bearing Read(BsonDocument row) => new(
        row["_id"].AsString, row["machine"].AsString, row["daughter"].IsString ? CellId.Parse(row["daughter"].AsString) : null, row["committed"] == true, row["outcome"].AsString);
}
