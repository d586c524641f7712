using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Mitosis;

internal sealed class MotherJournalTests
{
    private static readonly CellId Daughter = CellId.New(TimeProvider.System);

    [Test]
    public async Task A_birth_begun_is_unfinished()
    {
        using var folder = new TestFolder();
        await using var journal = Open(folder);
        await journal.BeginAsync(Ticket("birth-1"), TestClock.Noon, CancellationToken.None);
        Assert.That(journal.Unfinished(), Is.EqualTo(new[] { new Bearing("birth-1", TestGenes.Stem1, null, false, "") }));
    }

    [Test]
    public async Task It_remembers_the_daughter_and_the_commit_through_a_restart()
    {
        using var folder = new TestFolder();
        var ticket = Ticket("birth-1");
        await using (var journal = Open(folder))
        {
            await journal.BeginAsync(ticket, TestClock.Noon, CancellationToken.None);
            await journal.SignedAsync(ticket, Daughter, CancellationToken.None);
            await journal.CommittedAsync(ticket.Birth, CancellationToken.None);
        }

        await using var again = Open(folder);
        Assert.That(again.Of(ticket), Is.EqualTo(new Bearing("birth-1", TestGenes.Stem1, Daughter, true, "")));
    }

    [Test]
    public async Task A_birth_that_ended_is_no_longer_unfinished()
    {
        using var folder = new TestFolder();
        await using var journal = Open(folder);
        await journal.BeginAsync(Ticket("birth-1"), TestClock.Noon, CancellationToken.None);
        await journal.BeginAsync(Ticket("birth-2"), TestClock.Noon, CancellationToken.None);
        await journal.EndAsync(Ticket("birth-1"), "proved", CancellationToken.None);
        Assert.That(journal.Unfinished().Select(bearing => bearing.Birth), Is.EqualTo(new[] { "birth-2" }));
        Assert.That(journal.Of(Ticket("birth-1"))?.Outcome, Is.EqualTo("proved"));
    }

    [Test]
    public async Task A_birth_that_never_began_is_not_known()
    {
        using var folder = new TestFolder();
        await using var journal = Open(folder);
        Assert.That(journal.Of(Ticket("birth-1")), Is.Null);
    }

    internal static MotherJournal Open(TestFolder folder) => new(folder.At("journal.db"), new TestClock());

    internal static Ticket Ticket(string birth) => new(1, "organism", birth, TestGenes.Stem1, null, Role.Crawler, TestClock.Noon, 0);
}
