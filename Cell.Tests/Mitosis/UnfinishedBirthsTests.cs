using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Cell.Mitosis;

internal sealed class UnfinishedBirthsTests
{
    private static readonly CellId Daughter = CellId.New(TimeProvider.System);
    private readonly FakeTimeProvider time = new();

    [Test, Category("Invariant 3")]
    public async Task A_committed_daughter_without_the_proof_is_stopped()
    {
        using var folder = new TestFolder();
        await using var journal = await WithBirthAsync(folder, committed: true);
        var keeper = Keeper(0, BirthState.Born);
        await RunAsync(journal, keeper);
        const string Reason = "Its mother ended before she had the proof that the used access is useless.";
        Assert.That(keeper.Taken, Is.EqualTo(new[] { new BirthReport(1, "birth-1", BirthState.Tainted, Daughter, Reason) }));
        Assert.That(journal.Of(MotherJournalTests.Ticket("birth-1"))?.Outcome, Is.EqualTo(Reason));
    }

    // Her journal comes from an old copy of her machine, or she was away while another proved it.
    [Test, Category("Invariant 2")]
    public async Task A_daughter_that_the_roster_knows_as_proved_lives_on()
    {
        using var folder = new TestFolder();
        await using var journal = await WithBirthAsync(folder, committed: true);
        var keeper = Keeper(0, BirthState.Proved);
        await RunAsync(journal, keeper);
        Assert.That(keeper.Tries, Is.Zero);
        Assert.That(journal.Of(MotherJournalTests.Ticket("birth-1"))?.Outcome, Is.EqualTo("proved"));
    }

    [Test]
    public async Task A_birth_that_no_health_cell_knows_any_more_is_closed()
    {
        using var folder = new TestFolder();
        await using var journal = await WithBirthAsync(folder, committed: true);
        var keeper = new ReportsKept(0);
        await RunAsync(journal, keeper);
        Assert.That(keeper.Tries, Is.Zero);
        Assert.That(journal.Unfinished(), Is.Empty);
    }

    [Test]
    public async Task A_birth_that_was_not_committed_needs_no_report()
    {
        using var folder = new TestFolder();
        await using var journal = await WithBirthAsync(folder, committed: false);
        var keeper = Keeper(0, BirthState.Born);
        await RunAsync(journal, keeper);
        Assert.That(keeper.Tries, Is.Zero);
        Assert.That(journal.Of(MotherJournalTests.Ticket("birth-1"))?.Outcome, Is.EqualTo("Its mother ended before it was committed."));
    }

    [Test]
    public async Task A_birth_that_ended_is_left_alone()
    {
        using var folder = new TestFolder();
        await using var journal = await WithBirthAsync(folder, committed: true);
        await journal.EndAsync("birth-1", "proved", CancellationToken.None);
        var keeper = Keeper(0, BirthState.Born);
        await RunAsync(journal, keeper);
        Assert.That(keeper.Tries, Is.Zero);
        Assert.That(journal.Of(MotherJournalTests.Ticket("birth-1"))?.Outcome, Is.EqualTo("proved"));
    }

    [Test]
    public async Task The_report_is_made_until_a_health_cell_takes_it()
    {
        using var folder = new TestFolder();
        await using var journal = await WithBirthAsync(folder, committed: true);
        var keeper = Keeper(2, BirthState.Born);
        var giving = RunAsync(journal, keeper);
        await Eventually.IsTrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(2));
                return giving.IsCompleted;
            },
            TimeSpan.FromSeconds(20),
            "the report was not taken");
        await giving;
        Assert.That((keeper.Tries, keeper.Taken.Count), Is.EqualTo((3, 1)));
    }

    private static ReportsKept Keeper(int unreachableFor, BirthState known) => new(unreachableFor)
    {
        Births = [new Birth("birth-1", TestGenes.Stem1, null, Role.Crawler, TestClock.Noon, TestClock.Noon, known, Daughter, null, "")],
    };

    private Task RunAsync(MotherJournal journal, ReportsKept keeper) => new UnfinishedBirths(journal, new Council(() => [("keeper", keeper)], time), time, NullLogger.Instance).RunAsync(CancellationToken.None);

    private static async Task<MotherJournal> WithBirthAsync(TestFolder folder, bool committed)
    {
        var journal = MotherJournalTests.Open(folder);
        var ticket = MotherJournalTests.Ticket("birth-1");
        await journal.BeginAsync(ticket, TestClock.Noon, CancellationToken.None);
        await journal.SignedAsync(ticket, Daughter, CancellationToken.None);
        if (committed)
        {
            await journal.CommittedAsync(ticket.Birth, CancellationToken.None);
        }

        return journal;
    }
}
